/** What a CSV file says: in UTF-8, else in windows-1252, in which spreadsheets save. */
export function csvText(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder('windows-1252').decode(octets);
  }
}
