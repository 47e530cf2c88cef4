import { type Accounting, type Logger, TaplineError, type TransactionRunner } from '@tapline/sdk';
import type { ConnectionStore } from '../connections/connection-store.js';
import type { RouterLinks } from '../connections/router-links.js';
import { endSessions } from '../live/ending.js';

export interface EndingServices {
  readonly transactions: TransactionRunner;
  readonly store: ConnectionStore;
  readonly links: RouterLinks;
  readonly accounting: Accounting;
  readonly logger: Logger;
}

/** Ends a session by the API when its router has not answered the Disconnect-Request, or has refused it; the router's Stop then closes it here. */
export class EndingAtRouter {
  constructor(private readonly services: EndingServices) {}

  async end({
    sessionId,
    routerId,
    kind,
  }: {
    readonly sessionId: string;
    readonly routerId: string;
    readonly kind: string;
  }): Promise<void> {
    // A CoA-Request that is not answered is tried again; nobody is thrown out for it.
    if (kind !== 'disconnect') return;
    const { transactions, store, links, accounting, logger } = this.services;
    const found = await transactions.run(async (tx) => {
      const connection = await store.find(tx, routerId);
      return connection && { session: await accounting.session(tx, sessionId) };
    });
    if (!found || found.session.stoppedAtMs !== null) return;
    try {
      const { login, ipv4Address, macAddress } = found.session;
      const session = { login, ipv4Address, macAddresses: macAddress === null ? [] : [macAddress] };
      const ended = await links.use(routerId, (client) => endSessions(client, session));
      logger.info({ router: routerId, login, ended }, 'a session was ended by the API, as its router had not ended it when RADIUS asked');
    } catch (error) {
      if (!(error instanceof TaplineError)) throw error;
      // The request by RADIUS is tried again, and this with it.
      logger.warn({ router: routerId, login: found.session.login, error: error.message }, 'a session could not be ended by the API');
    }
  }
}
