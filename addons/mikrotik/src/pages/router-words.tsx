import { Badge } from '@tapline/sdk/ui';
import type { Connection, RouterState } from '../connections/connection-store.js';
import { isClockRight } from '../connections/router-facts.js';

export function StateBadge({ state: { seen_at_ms, trouble } }: { readonly state: RouterState }) {
  if (trouble !== null) return <Badge tone="bad">Not reached</Badge>;
  return seen_at_ms === null ? <Badge>Not seen yet</Badge> : <Badge tone="good">Answers</Badge>;
}

/** Which way usage of lines without RADIUS accounting is counted, and how many now. */
export function countingWords({ settings }: Connection, { counting }: RouterState): string {
  if (settings.counting === 'off') return 'RADIUS only';
  if (!counting) return 'by the API; not counted yet';
  const { countedByApi, countedByRadius } = counting;
  return `${countedByApi} by the API, ${countedByRadius} by RADIUS`;
}

export function controlWords({ settings }: Connection): string {
  if (settings.control === 'off') return 'RADIUS only';
  return settings.control === 'apply' ? 'applied' : 'shown only';
}

/** `3 d 4 h`. */
export function uptimeWords(seconds: number): string {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60)];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min`;
}

export function clockWords(skewMs: number | null): string {
  if (skewMs === null) return 'not readable';
  if (isClockRight(skewMs)) return 'right';
  return `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead' : 'behind'}`;
}

/** `1 line`, `5 lines`, `2 addresses`. */
export const counted = (count: number, thing: string): string =>
  `${count} ${count === 1 ? thing : thing.endsWith('s') ? `${thing}es` : `${thing}s`}`;
