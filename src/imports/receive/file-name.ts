const MAX_CHARACTERS = 255;
/** Control characters, and those that turn the reading direction so that a name shows another ending than it has. */
const NOT_SHOWN = /[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{2028}\u{2029}]/gu;

/** The name to show for an uploaded file: its last part, without what cannot be shown. Nothing is ever stored under it. */
export function fileNameOf(given: string): string {
  const base = given.split(/[/\\]/).at(-1) ?? '';
  const shown = [...base.replace(NOT_SHOWN, '')].slice(0, MAX_CHARACTERS).join('').trim();
  return shown === '' ? 'archivo' : shown;
}
