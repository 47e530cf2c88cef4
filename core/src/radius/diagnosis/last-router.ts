import type { LineNames } from '../log/line-names.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import type { LineFacts, RouterWithSecret } from './line-facts.js';
import { TESTER_NAME } from './tester-identity.js';

/** The newest request of a router for a line; the tester's own do not count. */
export function lastAsked(entries: readonly ShortLogEntry[], names: LineNames): ShortLogEntry | undefined {
  return entries.findLast(
    ({ kind, login, routerName }) => kind === 'auth' && routerName !== '' && routerName !== TESTER_NAME && names.has(login),
  );
}

/** Where a line logged in last, or tried to; `undefined` where nobody knows. */
export function lastRouter(
  facts: LineFacts | undefined,
  entries: readonly ShortLogEntry[],
  { routers, names }: { readonly routers: readonly RouterWithSecret[]; readonly names: LineNames },
): RouterWithSecret | undefined {
  const session = facts?.online[0] ?? facts?.lastSession;
  const asked = lastAsked(entries, names);
  const ofAsked = asked && routers.find(({ name }) => name === asked.routerName);
  const ofSession = session && routers.find(({ id }) => id === session.routerId);
  return asked && ofAsked && asked.atMs >= (session?.startedAtMs ?? 0) ? ofAsked : (ofSession ?? ofAsked);
}
