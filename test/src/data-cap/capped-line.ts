import {
  ACCESS_SERVICE,
  aCustomer,
  aPlan,
  aService,
  NOTIFICATION_SERVICE,
  OPERATION_SERVICE,
  QUOTA_SERVICE,
  reportUsage,
  type TestApplication,
} from '@tapline/core/testing';
import type { Access, QuotaState, Quotas } from '@tapline/sdk';

export const GB = 1_000_000_000n;

/** A line on a capped plan, and the ways to look at it. */
export class CappedLine {
  #seconds = 0;
  #download = 0n;

  private constructor(
    private readonly app: TestApplication,
    readonly serviceId: string,
    readonly customerId: string,
    readonly planId: string,
    readonly login: string,
  ) {}

  static async on(app: TestApplication, settings: Readonly<Record<string, unknown>>): Promise<CappedLine> {
    const plan = await aPlan(app, {
      downloadBitsPerSecond: 100_000_000,
      uploadBitsPerSecond: 100_000_000,
      addonSettings: { 'data-cap': settings },
    });
    const customer = await aCustomer(app, { name: 'Anna', email: 'anna@example.com' });
    const service = await aService(app, { planId: plan.id, customerId: customer.id, status: 'active' });
    await app.settle();
    return new CappedLine(app, service.id, customer.id, plan.id, service.login);
  }

  /** Its one session has carried so much more, in so many seconds. */
  async downloads(octets: bigint, seconds = 300): Promise<void> {
    this.#seconds += seconds;
    this.#download += octets;
    await this.app.moveTo(this.app.nowMs + seconds * 1000);
    await reportUsage(this.app, [{ login: this.login, seconds: this.#seconds, downloadOctets: this.#download }]);
    await this.app.settle();
  }

  access(): Promise<Access> {
    return this.app.view((tx) => this.app.container.resolve(ACCESS_SERVICE).access(tx, this.serviceId));
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
    const { id } = await this.app.write((tx) => this.quotas.grant(tx, grant, { idempotencyKey: `${octets} ${this.app.nowMs}` }));
    await this.app.settle();
    return id;
  }

  /** The subjects of the messages that were wanted, oldest first. */
  async messages(): Promise<readonly string[]> {
    const list = await this.app.view((tx) =>
      this.app.container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId: this.customerId, limit: 20 }),
    );
    return list
      .filter(({ channel, kind }) => kind === 'data-cap.threshold' && channel === 'email')
      .map(({ subject }) => subject ?? '')
      .reverse();
  }

  ask<T>(operationId: string, input: Readonly<Record<string, unknown>>): Promise<T> {
    const principal = { actor: { kind: 'admin', id: 'a', name: 'A' } as const, permissions: ['*'], mustChangePassword: false };
    return this.app.container.resolve(OPERATION_SERVICE).run(principal, { addonId: 'data-cap', operationId, input }) as Promise<T>;
  }
}
