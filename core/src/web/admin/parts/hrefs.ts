/** The page that is there instead of one that lies behind the last. */
export function pageWithin(page: number, total: number, pageSize: number): number {
  return Math.min(page, Math.max(1, Math.ceil(total / pageSize)));
}

/** The query string of what is not empty. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0) return path;
  return `${path}?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()}`;
}

export function customerHref(customer: { readonly number: number }): string {
  return `/customers/${customer.number}`;
}

export function documentHref(documentId: string): string {
  return `/invoices/${documentId}`;
}
