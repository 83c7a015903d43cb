/** As people who read Spanish look names up, whatever the collation of the database; equal names by code. */
export function byName(one: Named, other: Named): number {
  return one.name.localeCompare(other.name, 'es') || one.code.localeCompare(other.code, 'es');
}

interface Named {
  readonly name: string;
  readonly code: string;
}
