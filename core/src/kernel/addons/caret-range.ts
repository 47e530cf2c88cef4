/** Whether a version is in a caret range, `^1.2.3`: no older, and equal up to the first number that is not 0. Pre-releases count as their release. */
export function isInCaretRange(version: string, range: string): boolean {
  const wanted = numbersOf(range.slice(1));
  const actual = numbersOf(version);
  const significant = wanted.findIndex((number) => number !== 0);
  const fixed = significant === -1 ? wanted.length : significant + 1;
  for (let index = 0; index < wanted.length; index++) {
    const difference = (actual[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference > 0 && index >= fixed;
  }
  return true;
}

function numbersOf(version: string): readonly number[] {
  return (version.split(/[-+]/)[0] ?? '').split('.').map(Number);
}
