/**
 * The lines of an exported configuration as commands of their own: each with the menu that it stands in, and whole where the export has broken it, so that two
 * configurations can be compared by line.
 */
export function configurationLines(text: string): readonly string[] {
  const lines: string[] = [];
  let menu = '';
  for (const line of text.replaceAll(/\\\n\s*/g, '').split('\n')) {
    if (line.trim() === '') continue;
    if (line.startsWith('/')) menu = line;
    else lines.push(line.startsWith('#') ? line : `${menu} ${line}`.trimStart());
  }
  return lines;
}
