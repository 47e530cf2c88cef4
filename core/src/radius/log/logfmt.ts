const LONGEST_TEXT = 300;
const SPACE = 0x20;
const QUOTATION_MARK = 0x22;
const BACKSLASH = 0x5c;
const TILDE = 0x7e;
// What a terminal or a viewer could take for a command or a new line: C1 controls, line and paragraph separators, changes of direction.
const UNSAFE = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const PAIR = /([a-z]+)=("(?:[^"\\]|\\.)*"|\S*)/g;

let secondMs = -1;
let secondText = '';

/** A value that a peer chose: quoted, escaped and of bounded length, so that it cannot pass for another line or a terminal's command. */
export function quote(text: string): string {
  if (isPlain(text)) return `"${text}"`;
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return JSON.stringify(short).replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Most values: nothing in them needs escaping. */
function isPlain(text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code > TILDE || code === QUOTATION_MARK || code === BACKSLASH) return false;
  }
  return true;
}

/** ISO 8601 with milliseconds; a whole second is formatted once. */
export function instant(atMs: number): string {
  const start = Math.floor(atMs / 1000) * 1000;
  if (start !== secondMs) {
    secondMs = start;
    secondText = new Date(start).toISOString().slice(0, 20);
  }
  return `${secondText}${String(atMs - start).padStart(3, '0')}Z`;
}

/** The names and values of a line, in their order; `undefined` when a quoted value cannot be read. */
export function readPairs(line: string): (readonly [name: string, value: string])[] | undefined {
  try {
    return Array.from(line.matchAll(PAIR), ([, name = '', value = '']) => [
      name,
      value.startsWith('"') ? (JSON.parse(value) as string) : value,
    ]);
  } catch {
    return undefined;
  }
}
