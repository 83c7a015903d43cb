/** On another machine nobody can be asked whether a writer lives; no upload lasts this long. */
export const LONGEST_PUT_MS = 24 * 3_600_000;
