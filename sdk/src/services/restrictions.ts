import type { Access, Restriction, RestrictionEffect } from '../domain/access.js';
import type { ReplyFacts } from '../domain/reply.js';
import type { Transaction } from '../transaction.js';

/** The way to shut or slow a line. A restriction belongs to the add-on that set it; the line opens when none is left that blocks. */
export interface Restrictions {
  /** Sets or replaces this add-on's restriction on a service. An equal one keeps its `sinceMs`. */
  set(
    tx: Transaction,
    restriction: { readonly serviceId: string; readonly effect: RestrictionEffect; readonly reason: string },
  ): Promise<void>;
  /** Lifts it; nothing happens when there is none. */
  lift(tx: Transaction, serviceId: string): Promise<void>;
  /** This add-on's restriction on a service. */
  find(tx: Transaction, serviceId: string): Promise<Restriction | undefined>;
  /**
   * States what this add-on knows of a line's limits, in place of what it has stated before; `{}` takes it back. The router is told at each login,
   * so that it ends the session in time by itself. Who is online is told when more is left than before, or when anything else than a quota
   * changes: that less is left the router counts by itself. What it cannot know so, as less was sold or data was taken back, it is told
   * with `tellsLiveSessions`; with `by-coa` only where its router takes a CoA-Request, so that nobody has to log in anew for it. Quotas are as of what is counted in this transaction: what flows later is taken off them where a session is told, on
   * lines that may have one session. A quota that is stated no more is taken off the sessions that were told it.
   */
  state(
    tx: Transaction,
    serviceId: string,
    facts: ReplyFacts,
    options?: { readonly tellsLiveSessions?: boolean | 'by-coa' },
  ): Promise<void>;
  /** The answer that RADIUS gives, with every reason, of whatever source. */
  access(tx: Transaction, serviceId: string): Promise<Access>;
}
