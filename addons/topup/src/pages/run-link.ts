/** To the form of an operation of this add-on, filled in. */
export function runLink(operation: string, query: Readonly<Record<string, string>>): string {
  return `${runPath(operation)}?${String(new URLSearchParams(query))}`;
}

export function runPath(operation: string): string {
  return `/addons/topup/run/${operation}`;
}
