/** The lines that one list has and the other has not, as often as they differ; for configurations, where order seldom says anything. */
export function lineDifference(
  before: readonly string[],
  after: readonly string[],
): { readonly removed: readonly string[]; readonly added: readonly string[] } {
  const counts = new Map<string, number>();
  for (const line of before) counts.set(line, (counts.get(line) ?? 0) + 1);
  const added: string[] = [];
  for (const line of after) {
    const count = counts.get(line) ?? 0;
    if (count === 0) added.push(line);
    else counts.set(line, count - 1);
  }
  const removed = [...counts].flatMap(([line, count]) => Array.from({ length: count }, () => line));
  return { removed, added };
}
