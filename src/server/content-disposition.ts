const PLAIN = /^[\x20-\x7e]*$/;
/** RFC 5987's attr-char needs more escapes than encodeURIComponent gives. */
const STILL_TO_ESCAPE = /['()*]/g;

/** Says that the body is to be saved under that name; a name beyond ASCII also as RFC 5987 has it. */
export function contentDisposition(name: string): string {
  // Half a surrogate pair has no UTF-8.
  const whole = Buffer.from(name).toString();
  const plain = whole.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const quoted = `attachment; filename="${plain}"`;
  if (PLAIN.test(whole) && plain === whole) return quoted;
  const escaped = encodeURIComponent(whole).replace(
    STILL_TO_ESCAPE,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${quoted}; filename*=UTF-8''${escaped}`;
}
