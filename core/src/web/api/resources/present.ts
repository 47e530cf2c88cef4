/** An instant as the API writes it. */
export function presentInstant(instantMs: number): string;
export function presentInstant(instantMs: number | null): string | null;
export function presentInstant(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}
