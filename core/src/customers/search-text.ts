/** Text as it is searched: without case and accents. `Žofie Nováková` is found by `zofie novak`. */
export function foldForSearch(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .trim();
}
