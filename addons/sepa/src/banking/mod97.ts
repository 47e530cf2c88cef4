/** The remainder by 97 of digits and letters, a letter counting as two digits: A is 10, Z is 35 (ISO 7064). Anything else is left out. */
export function mod97(text: string): number {
  let rest = 0;
  for (const letter of text.toUpperCase()) {
    const value = Number.parseInt(letter, 36);
    if (Number.isNaN(value)) continue;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** The two digits that make what stands before them right; `text` ends where they begin. */
export function checkDigits(text: string): string {
  return String(98 - mod97(`${text}00`)).padStart(2, '0');
}
