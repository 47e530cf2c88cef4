import type { LineNames } from '../log/line-names.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import { cureOf } from './cures.js';
import { ago, step, type TestStep } from './test-step.js';
import { TESTER_NAME } from './tester-identity.js';

const DROPS_WITHIN_MS = 15 * 60_000;
const GRACE_MS = 5_000;
const MOST_DETAILS = 5;
/** As `clockSkewProblem` says it. */
const CLOCK = /; (its clock is [^;]+); (.*)$/;

/** What routers asked for this login, by the newest request; the tester's own do not count. */
export function askedStep(entries: readonly ShortLogEntry[], names: LineNames, nowMs: number): TestStep {
  const title = 'What routers asked';
  const asked = entries.filter((entry) => entry.kind === 'auth' && names.has(entry.login) && entry.routerName !== TESTER_NAME);
  const newest = asked.at(-1);
  if (!newest) {
    return step(title, 'warning', 'no router has asked for this login lately', {
      cure: 'see that the customer’s device dials with this login, and that its router asks this server (RouterOS: /radius print, /ppp aaa set use-radius=yes)',
    });
  }
  const details = asked
    .slice(-MOST_DETAILS)
    .toReversed()
    .map((entry) =>
      [ago(entry.atMs, nowMs), nameOf(entry), entry.verdict, entry.macAddress, entry.reason].filter((part) => part !== '').join(', '),
    );
  const found = `${nameOf(newest)} asked ${ago(newest.atMs, nowMs)} and was told ${newest.verdict}`;
  if (newest.verdict === 'accept') return step(title, 'ok', found, { details });
  const outcome = newest.verdict === 'drop' ? `${nameOf(newest)} asked ${ago(newest.atMs, nowMs)} and got no answer` : found;
  return step(title, 'fault', `${outcome}: ${newest.reason}`, {
    cure: cureOf(newest.reason, names.login) || 'the reason says it; see the step Access',
    details,
  });
}

/** Other requests that got no answer: of unknown routers, with wrong secrets, malformed ones. */
export function droppedSteps(entries: readonly ShortLogEntry[], names: LineNames, nowMs: number): readonly TestStep[] {
  const isOther = (entry: ShortLogEntry): boolean => entry.kind === 'accounting' || (entry.kind === 'auth' && !names.has(entry.login));
  const lately = entries.filter((entry) => entry.verdict === 'drop' && entry.atMs >= nowMs - DROPS_WITHIN_MS && isOther(entry));
  const groups = new Map<string, { readonly newest: ShortLogEntry; readonly count: number }>();
  for (const entry of lately) {
    const key = `${entry.routerAddress} ${entry.reason}`;
    groups.set(key, { newest: entry, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()]
    .slice(-MOST_DETAILS)
    .map(({ newest, count }) =>
      step(
        'Requests without an answer',
        'warning',
        `${nameOf(newest)} (${newest.routerAddress}), ${count} ${count === 1 ? 'time' : 'times'}, last ${ago(newest.atMs, nowMs)}: ${newest.reason}`,
        { cure: cureOf(newest.reason, newest.login) },
      ),
    );
}

/** Routers whose logins are accepted and who report nothing of the sessions. */
export function accountingSteps(
  entries: readonly ShortLogEntry[],
  { nowMs, interimMs, accountingPort }: { readonly nowMs: number; readonly interimMs: number; readonly accountingPort: number },
): readonly TestStep[] {
  const sinceMs = nowMs - Math.max(2 * interimMs, DROPS_WITHIN_MS);
  const routers = new Map<string, { accepts: number; firstMs: number; lastMs: number; hasAccounting: boolean }>();
  for (const { kind, verdict, routerName, atMs } of entries) {
    if (routerName === '' || routerName === TESTER_NAME || atMs < sinceMs) continue;
    const seen = routers.get(routerName) ?? { accepts: 0, firstMs: 0, lastMs: 0, hasAccounting: false };
    if (kind === 'accounting') seen.hasAccounting = true;
    if (kind === 'auth' && verdict === 'accept') {
      seen.accepts++;
      seen.firstMs ||= atMs;
      seen.lastMs = atMs;
    }
    routers.set(routerName, seen);
  }
  const silent = [...routers].filter(
    ([, { accepts, firstMs, hasAccounting }]) => accepts > 0 && !hasAccounting && firstMs <= nowMs - GRACE_MS,
  );
  if (silent.length === 0) return [];
  return silent.map(([name, { accepts, lastMs }]) =>
    step(
      'Accounting',
      'warning',
      `${name} asks and sends no accounting: ${accepts} accepted ${accepts === 1 ? 'login' : 'logins'}, the last ${ago(lastMs, nowMs)}, and no report of a session`,
      {
        cure: `without it nobody is seen online and nothing is counted. RouterOS: /ppp aaa set use-radius=yes accounting=yes interim-update=5m; and see that its accounting-port is ${accountingPort} and that UDP ${accountingPort} reaches this server`,
      },
    ),
  );
}

/** Routers whose clock is far from ours, by what they have reported last. */
export function clockSteps(entries: readonly ShortLogEntry[], nowMs: number): readonly TestStep[] {
  const routers = new Map<string, { newestMs: number; noticed?: ShortLogEntry }>();
  for (const entry of entries) {
    if (entry.kind !== 'accounting' || entry.verdict !== 'ok' || entry.atMs < nowMs - DROPS_WITHIN_MS) continue;
    const seen = routers.get(entry.routerName) ?? { newestMs: 0 };
    routers.set(entry.routerName, CLOCK.test(entry.reason) ? { newestMs: entry.atMs, noticed: entry } : { ...seen, newestMs: entry.atMs });
  }
  return [...routers].flatMap(([name, { newestMs, noticed }]) => {
    // Said once a second: reports without it that are later than that say that the clock is right again.
    const [, problem, cure] = CLOCK.exec(noticed && noticed.atMs >= newestMs - GRACE_MS ? noticed.reason : '') ?? [];
    return problem === undefined ? [] : [step('Clock', 'warning', `${name}: ${problem}`, { cure: cure ?? '' })];
  });
}

function nameOf({ routerName }: ShortLogEntry): string {
  return routerName === '' ? 'an unknown router' : routerName;
}
