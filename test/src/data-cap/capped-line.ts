import {
  ACCESS_SERVICE,
  ANSWER_PREVIEW,
  aCustomer,
  aPlan,
  aService,
  LEDGER_SERVICE,
  NOTIFICATION_SERVICE,
  OPERATION_SERVICE,
  OUTBOX,
  PAYMENT_SERVICE,
  QUOTA_SERVICE,
  reportUsage,
  SERVICE_SERVICE,
  type TestApplication,
} from '@tapline/core/testing';
import { type Access, EVENTS, type QuotaState, type Quotas } from '@tapline/sdk';

export const GB = 1_000_000_000n;

/** A customer whose balance pays for whatever a line costs, on a plan that itself costs nothing. */
export const ON_CREDIT = { billingType: 'prepaid', priceMinor: 0, billingSettings: { minimalBalanceMinor: -1_000_000 } };

/** A line on a capped plan, and the ways to look at it. */
export class CappedLine {
  #seconds = 0;
  #download = 0n;
  #sessions = 0;
  #payments = 0;

  private constructor(
    private readonly app: TestApplication,
    readonly serviceId: string,
    readonly customerId: string,
    readonly planId: string,
    readonly login: string,
  ) {}

  static async on(
    app: TestApplication,
    settings: Readonly<Record<string, unknown>>,
    {
      billingType = 'manual',
      login,
      billingSettings = {},
      customerId,
      ...plan
    }: {
      readonly sessionLimit?: number;
      readonly billingType?: string;
      readonly login?: string;
      readonly name?: string;
      readonly priceMinor?: number;
      readonly billingSettings?: Readonly<Record<string, unknown>>;
      /** Of a line that there is already. */
      readonly customerId?: string;
    } = {},
  ): Promise<CappedLine> {
    const { id: planId } = await aPlan(app, {
      ...plan,
      downloadBitsPerSecond: 100_000_000,
      uploadBitsPerSecond: 100_000_000,
      addonSettings: { 'data-cap': settings },
    });
    const anna = { name: 'Anna', email: 'anna@example.com', billingType, billingSettings };
    const payerId = customerId ?? (await aCustomer(app, anna)).id;
    const service = await aService(app, { planId, customerId: payerId, status: 'active', ...(login === undefined ? {} : { login }) });
    await app.settle();
    return new CappedLine(app, service.id, payerId, planId, service.login);
  }

  /** Its one session has carried so much more, in so many seconds. */
  async downloads(octets: bigint, seconds = 300): Promise<void> {
    this.#seconds += seconds;
    this.#download += octets;
    await this.app.moveTo(this.app.nowMs + seconds * 1000);
    await reportUsage(this.app, [{ login: this.login, seconds: this.#seconds, downloadOctets: this.#download }]);
    await this.app.settle();
  }

  /** Its one session ends, with all that it has carried. */
  async stops(): Promise<void> {
    await reportUsage(this.app, [{ login: this.login, kind: 'stop', seconds: this.#seconds, downloadOctets: this.#download }]);
    await this.app.settle();
  }

  /** A session of its own carries so much, in five minutes. */
  async carries(octets: bigint): Promise<void> {
    const session = { login: this.login, sessionId: `s${++this.#sessions}` };
    await reportUsage(this.app, [{ ...session, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    await this.app.moveTo(this.app.nowMs + 300_000);
    await reportUsage(this.app, [{ ...session, kind: 'stop', seconds: 300, downloadOctets: octets }]);
    await this.app.settle();
  }

  /** Its service goes over to a new plan, now. */
  async goesOverTo(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const { id: planId } = await aPlan(this.app, { priceMinor: 0, addonSettings: { 'data-cap': settings } });
    await this.app.write((tx) => this.app.container.resolve(SERVICE_SERVICE).change(tx, this.serviceId, { planId }));
    await this.app.settle();
  }

  async pays(amountMinor: number): Promise<void> {
    const draft = { customerId: this.customerId, amountMinor, method: 'cash' };
    const options = { idempotencyKey: `${this.serviceId} ${++this.#payments}` };
    await this.app.write((tx) => this.app.container.resolve(PAYMENT_SERVICE).record(tx, draft, options));
    await this.app.settle();
  }

  balance(): Promise<number> {
    return this.app.view((tx) => this.app.container.resolve(LEDGER_SERVICE).balance(tx, this.customerId));
  }

  access(): Promise<Access> {
    return this.app.view((tx) => this.app.container.resolve(ACCESS_SERVICE).access(tx, this.serviceId));
  }

  /** In octets, how much RADIUS lets a session carry that logs in now, as it tells MikroTik's; 0 without a limit. */
  async limitAtLogin(): Promise<bigint> {
    const { attributes } = await this.app.view((tx) => this.app.container.resolve(ANSWER_PREVIEW).of(tx, this.serviceId));
    return totalLimitOf(attributes);
  }

  /** Counts from now on how often sessions of the line that live have to be told something. */
  async tellings(): Promise<{ readonly count: number }> {
    const told = { count: 0 };
    await this.app.container.resolve(OUTBOX).subscribe(`told-${this.serviceId}`, EVENTS.accessChanged.name, ({ payload }) => {
      const { serviceId, wasAllowed, isAllowed } = payload as {
        readonly serviceId: string;
        readonly wasAllowed: boolean;
        readonly isAllowed: boolean;
      };
      if (serviceId === this.serviceId && wasAllowed && isAllowed) told.count++;
      return Promise.resolve();
    });
    return told;
  }

  get quotas(): Quotas {
    return this.app.container.resolve(QUOTA_SERVICE).quotasOf('topup');
  }

  async state(): Promise<QuotaState> {
    const state = await this.app.view((tx) => this.quotas.state(tx, this.serviceId));
    if (!state) throw new Error('nobody meters the line');
    return state;
  }

  async topUp(octets: bigint, expiresAtMs: number | null = null): Promise<string> {
    const grant = { serviceId: this.serviceId, title: 'Top-up', octets, expiresAtMs };
    const { id } = await this.app.write((tx) =>
      this.quotas.grant(tx, grant, { idempotencyKey: `${this.serviceId} ${octets} ${this.app.nowMs}` }),
    );
    await this.app.settle();
    return id;
  }

  /** The subjects of the messages that were wanted, oldest first. */
  async messages(): Promise<readonly string[]> {
    const list = await this.app.view((tx) =>
      this.app.container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId: this.customerId, limit: 20 }),
    );
    return list
      .filter(({ channel, kind }) => kind.startsWith('data-cap.') && channel === 'email')
      .map(({ subject }) => subject ?? '')
      .toReversed();
  }

  ask<T>(operationId: string, input: Readonly<Record<string, unknown>>): Promise<T> {
    const principal = { actor: { kind: 'admin', id: 'a', name: 'A' } as const, permissions: ['*'], mustChangePassword: false };
    return this.app.container.resolve(OPERATION_SERVICE).run(principal, { addonId: 'data-cap', operationId, input }) as Promise<T>;
  }
}

/** What an answer lets a session carry in both directions, as MikroTik's read it; 0 without a limit. */
export function totalLimitOf(attributes: readonly (readonly [name: string, value: string])[]): bigint {
  const value = (name: string): bigint => BigInt(attributes.find(([each]) => each === name)?.[1] ?? '0');
  return value('Mikrotik-Total-Limit') + (value('Mikrotik-Total-Limit-Gigawords') << 32n);
}
