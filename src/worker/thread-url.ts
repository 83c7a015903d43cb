/** A thread's module beside the one that starts it: `base` is that one's import.meta.url, `name` the module's name. */
export function threadUrl(base: string, name: string): URL {
  return new URL(base.endsWith('.ts') ? `./${name}.dev.mjs` : `./${name}.js`, base);
}
