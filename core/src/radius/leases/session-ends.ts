import type { RestartedDevice } from './lease-book.js';

/** What routers say that ends leases. */
export type SessionEnds =
  | { readonly kind: 'sessionsEnded'; readonly sessionClasses: readonly string[] }
  | ({ readonly kind: 'deviceRestarted' } & Omit<RestartedDevice, 'routerAddress'>);

/** Gathers the ends of one turn into one message between threads. */
export class SessionEndsGatherer {
  #sessionClasses: string[] = [];

  constructor(private readonly tell: (ends: SessionEnds) => void) {}

  sessionEnded(sessionClass: string): void {
    if (this.#sessionClasses.push(sessionClass) === 1) setImmediate(() => this.flush());
  }

  deviceRestarted(device: Omit<RestartedDevice, 'routerAddress'>): void {
    this.flush();
    this.tell({ kind: 'deviceRestarted', ...device });
  }

  flush(): void {
    if (this.#sessionClasses.length > 0) this.tell({ kind: 'sessionsEnded', sessionClasses: this.#sessionClasses });
    this.#sessionClasses = [];
  }
}
