import {
  ACCESS_SERVICE,
  CONTRIBUTIONS,
  CUSTOMER_SERVICE,
  OUTBOX,
  QUOTA_SERVICE,
  SERVICE_SERVICE,
  type TestApplication,
} from '@tapline/core/testing';
import type { QuotaGrant, QuotaState, Quotas, Transaction } from '@tapline/sdk';

const OWNER = { id: 'meter', actor: { kind: 'addon', id: 'meter', name: 'Meter' } } as const;
const GB = 1_000_000_000n;
const MINUTE_MS = 60_000;

/** A meter as any add-on may bring one: 1 GB a month for each line, shut when it is used up. Knows nothing of who grants more. */
export class LineMeter {
  private readonly used = new Map<string, bigint>();
  private readonly forgiven = new Map<string, bigint>();
  private readonly seen = new Set<string>();
  private readonly quotas: Quotas;
  readonly period = { fromMs: Date.parse('2026-10-31T23:00:00Z'), untilMs: Date.parse('2026-11-30T23:00:00Z') };

  private constructor(private readonly app: TestApplication) {
    this.quotas = app.container.resolve(QUOTA_SERVICE).quotasOf(OWNER.id);
  }

  static async attachTo(app: TestApplication): Promise<LineMeter> {
    const meter = new LineMeter(app);
    const { container } = app;
    const contribute = container.resolve(CONTRIBUTIONS).add(OWNER);
    contribute.quotaMeter({ id: OWNER.id, title: 'Meter', state: (tx, id) => meter.state(tx, id) });
    for (const name of ['quota.granted', 'quota.withdrawn'])
      await container
        .resolve(OUTBOX)
        .subscribe(OWNER.id, name, ({ payload }) => meter.settle((payload as { readonly serviceId: string }).serviceId));
    return meter;
  }

  /** The line has carried so much more. */
  async use(serviceId: string, octets: bigint): Promise<void> {
    this.used.set(serviceId, (this.used.get(serviceId) ?? 0n) + octets);
    await this.settle(serviceId);
    await this.app.settle();
  }

  private settle(serviceId: string): Promise<void> {
    const { container } = this.app;
    return this.app.write(async (tx) => {
      const { customerId } = await container.resolve(SERVICE_SERVICE).get(tx, serviceId);
      await container.resolve(CUSTOMER_SERVICE).lock(tx, customerId);
      let state = this.assess(serviceId, await this.grants(tx, serviceId));
      while (state.isExhausted) {
        const { overusedOctets, exhaustedSinceMs, period } = state;
        const need = { serviceId, customerId, period, overusedOctets, exhaustedSinceMs: exhaustedSinceMs ?? 0 };
        if (!(await this.quotas.askForMore(tx, need))) break;
        state = this.assess(serviceId, await this.grants(tx, serviceId));
      }
      const taken = state.sources.flatMap(({ grantId, octets, leftOctets }) =>
        grantId === null ? [] : [{ grantId, usedOctets: octets - leftOctets }],
      );
      await this.quotas.setUsed(tx, taken);
      const restrictions = container.resolve(ACCESS_SERVICE).restrictionsOf(OWNER.id);
      if (state.isExhausted) await restrictions.set(tx, { serviceId, effect: { kind: 'block' }, reason: 'all data is used up' });
      else await restrictions.lift(tx, serviceId);
    });
  }

  private async state(tx: Transaction, serviceId: string): Promise<QuotaState> {
    return this.assess(serviceId, await this.quotas.ofService(tx, serviceId));
  }

  /** In the order of use. What was over the limit before a grant came is let go, unless the grant says that it covers it. */
  private async grants(tx: Transaction, serviceId: string): Promise<readonly QuotaGrant[]> {
    const grants = (await this.quotas.lockOfServices(tx, [serviceId])).get(serviceId) ?? [];
    const fresh = grants.filter(({ id }) => !this.seen.has(id));
    const known = grants.filter(({ id }) => this.seen.has(id));
    if (fresh.some(({ validFromMs, createdAtMs }) => validFromMs >= createdAtMs)) {
      const over = this.assess(serviceId, known).overusedOctets;
      this.forgiven.set(serviceId, (this.forgiven.get(serviceId) ?? 0n) + over);
    }
    for (const { id } of fresh) this.seen.add(id);
    return grants;
  }

  private assess(serviceId: string, grants: readonly QuotaGrant[]): QuotaState {
    const used = this.used.get(serviceId) ?? 0n;
    let over = used - (this.forgiven.get(serviceId) ?? 0n);
    const live = grants.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > this.app.nowMs);
    const has = [{ title: 'Plan', grantId: null, octets: GB }, ...live.map(({ title, id, octets }) => ({ title, grantId: id, octets }))];
    const sources = has.map(({ title, grantId, octets }) => {
      const paid = over < octets ? over : octets;
      over -= paid;
      const kind = grantId === null ? ('plan' as const) : ('grant' as const);
      return { kind, title, grantId, octets, leftOctets: octets - paid, expiresAtMs: null };
    });
    const leftOctets = sources.reduce((sum, source) => sum + source.leftOctets, 0n);
    const isExhausted = leftOctets === 0n;
    const exhaustedSinceMs = isExhausted ? this.app.nowMs - MINUTE_MS : null;
    return { serviceId, period: this.period, sources, usedOctets: used, leftOctets, overusedOctets: over, isExhausted, exhaustedSinceMs };
  }
}
