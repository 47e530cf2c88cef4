import { EmulatedApi, EmulatedRouter, ROUTER_CERTIFICATE } from '@tapline/addon-mikrotik/testing';
import { OPERATION_SERVICE, ROUTER_SERVICE, type TestApplication } from '@tapline/core/testing';

/** A router that exists, emulated, and the application that knows it and its API. */
export class ConnectedRouter {
  private constructor(
    private readonly app: TestApplication,
    readonly id: string,
    readonly router: EmulatedRouter,
    readonly api: EmulatedApi,
  ) {}

  static async on(
    app: TestApplication,
    settings: Readonly<Record<string, unknown>> & { readonly router?: string } = {},
    version = '7.18.2',
  ): Promise<ConnectedRouter> {
    const router = new EmulatedRouter({ version, nowMs: () => app.nowMs });
    const api = await EmulatedApi.start({
      router,
      saysEmpty: !version.startsWith('6.'),
      hasChallenge: version.startsWith('6.'),
      certificate: ROUTER_CERTIFICATE,
    });
    const name = settings.router ?? 'North';
    const draft = { name, address: name === 'North' ? '127.0.0.7' : '127.0.0.8', secret: 'radiussecret' };
    const { id } = await app.write((tx) => app.container.resolve(ROUTER_SERVICE).create(tx, draft));
    const connected = new ConnectedRouter(app, id, router, api);
    const input = {
      router: name,
      host: '127.0.0.1',
      port: api.port,
      password: 'secret',
      ownAddress: '10.0.0.2',
      control: 'apply',
      ...settings,
    };
    await connected.ask('connect', input);
    return connected;
  }

  ask<T>(operationId: string, input: Readonly<Record<string, unknown>> = { router: 'North' }): Promise<T> {
    const principal = { actor: { kind: 'admin', id: 'a', name: 'A' } as const, permissions: ['*'], mustChangePassword: false };
    return this.app.container.resolve(OPERATION_SERVICE).run(principal, { addonId: 'mikrotik', operationId, input }) as Promise<T>;
  }

  /** Minutes go by, and in each of them what is due is done. */
  async minutes(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.app.moveTo(this.app.nowMs + 60_000);
    await this.app.readUsage();
    await this.app.settle();
  }

  stop(): Promise<void> {
    return this.api.stop().catch(() => undefined);
  }
}
