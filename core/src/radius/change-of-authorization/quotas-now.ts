import type { ReplyFacts, Transaction } from '@tapline/sdk';
import type { StoredAccess } from '../../access/access-store.js';
import { FactStore } from '../../access/fact-store.js';
import { foldFacts, hasQuota, type LineFacts, QUOTAS, type Quota, type StatedFacts } from '../../access/line-facts.js';
import { type LineTotal, lineTotals, NO_TOTAL } from '../../usage/line-totals.js';

/** What a line leaves its sessions at this moment. */
export interface QuotasNow {
  /** With what is left now of each quota, in the place of what was left when it was stated. */
  readonly facts: LineFacts;
  /** When quotas were taken back that sessions of until then may have been told; only such as the line has no more. */
  readonly liftedAtMs: StatedFacts['liftedAtMs'];
}

type Line = Pick<StoredAccess, 'serviceId' | 'facts' | 'loginRules'>;

const facts = new FactStore();

/**
 * By service; lines of which nothing was ever stated are left out and cost nothing. Called after the counters of their sessions were read: what is counted
 * between the two is taken off what is left, and never left to a session twice.
 */
export async function quotasNow(tx: Transaction, lines: readonly Line[]): Promise<ReadonlyMap<string, QuotasNow>> {
  const known = lines.filter((line) => line.facts.generation > 0 || hasQuota(line.facts));
  if (known.length === 0) return new Map();
  const stated = await facts.ofServices(
    tx,
    known.map(({ serviceId }) => serviceId),
  );
  const counted = known.filter((line) => line.loginRules.sessionLimit === 1 && hasQuota(line.facts)).map(({ serviceId }) => serviceId);
  const totals = counted.length === 0 ? new Map<string, LineTotal>() : await lineTotals(tx, counted);
  return new Map(
    known.map(({ serviceId, loginRules: { sessionLimit } }) => {
      const ofLine = stated.get(serviceId) ?? [];
      // Where several share, each was left its share: who else has carried what is not told apart.
      const isOfOne = sessionLimit === 1;
      const total = totals.get(serviceId) ?? NO_TOTAL;
      const now = foldFacts(isOfOne ? ofLine.map((each) => ({ ...each, facts: leftNow(each, total) })) : ofLine);
      return [serviceId, { facts: now, liftedAtMs: liftedOf(ofLine, now) }];
    }),
  );
}

/** Those quotas that a session that began then may have been told. */
export function liftedSince({ liftedAtMs }: QuotasNow, startedAtMs: number, lateMs: number): ReadonlySet<Quota> {
  return new Set(QUOTAS.filter((name) => startedAtMs <= (liftedAtMs[name] ?? Number.NEGATIVE_INFINITY) + lateMs));
}

function leftNow({ facts: stated, flowedBefore }: StatedFacts, total: LineTotal): ReplyFacts {
  if (!flowedBefore) return stated;
  const download = flowed(total.downloadOctets, flowedBefore.downloadOctets);
  const upload = flowed(total.uploadOctets, flowedBefore.uploadOctets);
  const since = { downloadOctetsLeft: download, uploadOctetsLeft: upload, totalOctetsLeft: download + upload };
  const left = QUOTAS.flatMap((name) => {
    const octets = stated[name];
    return octets === undefined ? [] : [[name, Math.max(0, octets - since[name])] as const];
  });
  return { ...stated, ...Object.fromEntries(left) };
}

function flowed(now: bigint, before: bigint): number {
  return now > before ? Number(now - before) : 0;
}

/** Of several sources the one that took it back last. */
function liftedOf(stated: readonly StatedFacts[], now: LineFacts): StatedFacts['liftedAtMs'] {
  const lifted = QUOTAS.flatMap((name) => {
    const times = stated.flatMap(({ liftedAtMs }) => liftedAtMs[name] ?? []);
    return now[name] !== undefined || times.length === 0 ? [] : [[name, Math.max(...times)] as const];
  });
  return Object.fromEntries(lifted);
}
