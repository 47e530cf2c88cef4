/** A value in a command of RouterOS: nothing in it ends the string, is evaluated, or is a key of the terminal that it is pasted into. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\$?]/g, '\\$&').replace(/\p{Cc}+/gu, ' ')}"`;
}
