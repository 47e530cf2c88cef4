import type { Server } from 'node:http';
import type { Actor } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { ACCOUNT_SERVICE } from '../accounts/account-service.js';
import { listenForBilling } from '../billing/billing-contributions.js';
import { SERIES_STORE } from '../documents/document-module.js';
import { tellOfDocuments } from '../documents/document-notices.js';
import { ADDON_HOST } from '../kernel/addons/addon-host.js';
import { WATCHDOG } from '../kernel/addons/watchdog.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';
import { migrate } from '../kernel/database/migrations.js';
import { JOBS } from '../kernel/jobs/job-scheduler.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { JOURNAL_STORE } from '../ledger/ledger-module.js';
import { EMAIL_CHANNEL } from '../notifications/notification-module.js';
import { NOTIFICATION_SENDER } from '../notifications/notification-sender.js';
import { followPayments } from '../notifications/payment-messages.js';
import { ANSWERING_SERVICE } from '../radius/answers/answering-service.js';
import { ACCESS_ENFORCER } from '../radius/change-of-authorization/access-enforcer.js';
import { USAGE_FEED } from '../usage/feed/usage-feed.js';
import { createHttpApp } from '../web/http/create-http-app.js';
import type { ApplicationEnvironment } from './application-environment.js';
import { provideCommandLineToken } from './command-line-token.js';
import { composeApplication } from './composition-root.js';
import { contributeCore } from './core-contributions.js';
import { CORE_HISTORY_TABLE, CORE_MIGRATIONS } from './core-migrations.js';
import { listen } from './listen.js';
import { registerTestClockControl } from './test-clock-control.js';

const ACTOR: Actor = { kind: 'system', id: 'start', name: 'Tapline' };

export interface ApplicationOptions extends ApplicationEnvironment {
  /** Serves the admin interface and the API. */
  readonly isWeb: boolean;
  /** Delivers events, runs jobs, talks to routers. */
  readonly isWorker: boolean;
  /** Ends the process when an add-on brings it to a standstill; for processes that a supervisor starts again. */
  readonly isWatched?: boolean;
}

/** The app process: all of Tapline but RADIUS. */
export class Application {
  #server: Server | undefined;
  readonly #announcement: string[] = [];

  private constructor(
    readonly container: DependencyContainer,
    private readonly options: ApplicationOptions,
  ) {}

  /** Brings the database up to date, activates the add-ons and serves. What it cannot start without is a coded error. */
  static async start(options: ApplicationOptions): Promise<Application> {
    const application = new Application(composeApplication(options), options);
    try {
      await application.prepare();
      if (options.isWorker) await application.startWork();
      if (options.isWeb) await application.startWeb();
      return application;
    } catch (error) {
      await application.stop();
      throw error;
    }
  }

  /** What a person should be told at the start. */
  get announcement(): readonly string[] {
    return this.#announcement;
  }

  /** The port that HTTP is served on. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    const { container } = this;
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
    if (this.options.isWorker) {
      await container.resolve(USAGE_FEED).stop();
      await container.resolve(ACCESS_ENFORCER).stop();
      await container.resolve(JOBS).stop();
      await container.resolve(OUTBOX).stop();
      await container.resolve(NOTIFICATION_SENDER).stop();
      container.resolve(EMAIL_CHANNEL).close();
    }
    await container.resolve(ADDON_HOST).stop();
    await container.resolve(WATCHDOG).stop();
    await container.resolve(DATABASE).close();
  }

  private async prepare(): Promise<void> {
    const { container } = this;
    const database = container.resolve(DATABASE);
    await migrate(database, CORE_HISTORY_TABLE, CORE_MIGRATIONS);
    await database.transaction(ACTOR, async (tx) => {
      await container.resolve(JOURNAL_STORE).ensureChart(tx);
      await container.resolve(SERIES_STORE).ensureDefaults(tx);
    });
    contributeCore(container);
    registerTestClockControl(container);
    if (this.options.isWatched) container.resolve(WATCHDOG).start();
    await container.resolve(ADDON_HOST).start();
    await database.transaction(ACTOR, (tx) => container.resolve(ANSWERING_SERVICE).keepDrivers(tx));
  }

  private async startWork(): Promise<void> {
    await this.container.resolve(ACCESS_ENFORCER).start();
    await followPayments(this.container);
    await tellOfDocuments(this.container);
    this.container.resolve(NOTIFICATION_SENDER).start();
    await listenForBilling(this.container);
    this.container.resolve(OUTBOX).start();
    this.container.resolve(JOBS).start();
    this.container.resolve(USAGE_FEED).start();
  }

  private async startWeb(): Promise<void> {
    const { container } = this;
    const { web } = container.resolve(CONFIGURATION);
    const first = await container.resolve(DATABASE).transaction(ACTOR, (tx) => container.resolve(ACCOUNT_SERVICE).ensureFirstAdmin(tx));
    await provideCommandLineToken(container);
    const { server, port } = await listen(createHttpApp(container), web);
    this.#server = server;
    const shownHost = ['0.0.0.0', '::'].includes(web.host) ? '127.0.0.1' : web.host;
    this.#announcement.push(`Admin        ${web.publicUrl || `http://${shownHost}:${port}`}`);
    if (first)
      this.#announcement.push(
        `Sign in      ${first.login} / ${first.oneTimePassword}   (shown once; you choose your own at the first sign-in)`,
      );
  }
}
