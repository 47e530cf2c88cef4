/** What routers say that ends leases. */
export type SessionEnds =
  | { readonly kind: 'sessionsEnded'; readonly sessionClasses: readonly string[] }
  /** `beforeMs`: business time. */
  | { readonly kind: 'routerRestarted'; readonly routerId: string; readonly beforeMs: number };

/** Gathers the ends of one turn into one message between threads. */
export class SessionEndsGatherer {
  #sessionClasses: string[] = [];

  constructor(private readonly tell: (ends: SessionEnds) => void) {}

  sessionEnded(sessionClass: string): void {
    if (this.#sessionClasses.push(sessionClass) === 1) setImmediate(() => this.flush());
  }

  routerRestarted(routerId: string, beforeMs: number): void {
    this.flush();
    this.tell({ kind: 'routerRestarted', routerId, beforeMs });
  }

  flush(): void {
    if (this.#sessionClasses.length > 0) this.tell({ kind: 'sessionsEnded', sessionClasses: this.#sessionClasses });
    this.#sessionClasses = [];
  }
}
