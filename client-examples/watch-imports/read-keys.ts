/** 'up', 'down', 'interrupt' (Ctrl-C), 'other', or the character itself in lower case. */
export type Key = string;

const ESCAPE = '\x1b';
const INTERRUPT = '\x03';
const ARROWS: Readonly<Record<string, Key>> = { '[A': 'up', OA: 'up', '[B': 'down', OB: 'down' };
/** What may follow an escape character: parameters, then one letter or "~". */
const SEQUENCE = /^(?:\[[0-9;]*[A-Za-z~]|O[A-Z])/;

/** The keys in what a terminal in raw mode sends, which may be several at once. */
export function readKeys(chunk: string): Key[] {
  const keys: Key[] = [];
  for (let at = 0; at < chunk.length; ) {
    const sequence = chunk[at] === ESCAPE ? SEQUENCE.exec(chunk.slice(at + 1))?.[0] : undefined;
    const character = String.fromCodePoint(chunk.codePointAt(at) ?? 0);
    keys.push(sequence === undefined ? plainKey(character) : (ARROWS[sequence] ?? 'other'));
    at += sequence === undefined ? character.length : 1 + sequence.length;
  }
  return keys;
}

function plainKey(character: string): Key {
  if (character === INTERRUPT) return 'interrupt';
  return character === ESCAPE ? 'other' : character.toLowerCase();
}
