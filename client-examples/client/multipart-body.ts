/** A request's body by the GraphQL multipart request spec, or undefined where its variables hold no file. */
export function multipartBody(query: string, variables: unknown): FormData | undefined {
  const files: [path: string, file: Blob][] = [];
  const withoutFiles = takeFiles(variables, 'variables', files);
  if (files.length === 0) return undefined;
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: withoutFiles }));
  form.set('map', JSON.stringify(Object.fromEntries(files.map(([path], n) => [n, [path]]))));
  files.forEach(([, file], n) => {
    form.set(String(n), file);
  });
  return form;
}

/** A copy with null in the place of every file; the files and where they stood are appended to `taken`. */
function takeFiles(value: unknown, path: string, taken: [string, Blob][]): unknown {
  if (value instanceof Blob) {
    taken.push([path, value]);
    return null;
  }
  if (Array.isArray(value)) return value.map((item, n) => takeFiles(item, `${path}.${n}`, taken));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, takeFiles(item, `${path}.${key}`, taken)]),
  );
}
