/** Leaves out the built-in rows whose code is also one of an empresa's own; all rows belong to it or to none. */
export function shadowed<R extends { empresaId: number | null; code: string }>(rows: readonly R[]): R[] {
  const own = new Set(rows.filter(({ empresaId }) => empresaId !== null).map(({ code }) => code));
  return rows.filter(({ empresaId, code }) => empresaId !== null || !own.has(code));
}
