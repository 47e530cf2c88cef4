import type { MessagePort } from 'node:worker_threads';
import type { Configuration } from '../kernel/config/configuration.js';
import type { RouterCount } from './health/router-counters.js';
import type { FromLeaseKeeper, ToLeaseKeeper } from './leases/lease-messages.js';
import type { SessionEnds } from './leases/session-ends.js';
import type { DebugTopic } from './log/debug-topic.js';
import type { LoopReport } from './metrics/loop-watch.js';
import type { RadiusReport } from './metrics/radius-report.js';
import type { SessionNote } from './online/online-session.js';
import type { RadsecConnections } from './radsec/radsec-connection-store.js';
import type { RouterFacts } from './server/router-table.js';

/** What a thread of the radius process is started with. */
export interface ThreadData {
  readonly configuration: Configuration;
  /** From the accounting thread to the applying one. */
  readonly durable: MessagePort;
}

export type ToAccountingThread =
  | { readonly kind: 'routers'; readonly routers: readonly RouterFacts[] }
  | { readonly kind: 'debug'; readonly topics: readonly DebugTopic[] }
  /** Pass on where the journal ends once nothing is on its way into it. */
  | { readonly kind: 'settle'; readonly request: number }
  /** Keep it in the journal that a login was let in with a new device. */
  | { readonly kind: 'learned'; readonly serviceId: string; readonly macAddress: string; readonly routerId: string }
  /** Whether to tell which sessions begin and end. */
  | { readonly kind: 'notes'; readonly isWanted: boolean }
  /** An Accounting-Request of a RadSec connection, by the names of its certificate. */
  | {
      readonly kind: 'radsec';
      readonly packet: Uint8Array;
      readonly address: string;
      readonly port: number;
      readonly certificateName: string;
    }
  /** Tell what was counted of each router. */
  | { readonly kind: 'count' }
  | { readonly kind: 'stop' };

export type ToApplierThread =
  /** Write down what was counted since the start. */
  | { readonly kind: 'health'; readonly instance: string; readonly counts: readonly RouterCount[] }
  | { readonly kind: 'report'; readonly instance: string; readonly report: RadiusReport }
  /** When routers have sent their first Message-Authenticator. */
  | { readonly kind: 'message-authenticators'; readonly seen: readonly (readonly [routerId: string, atMs: number])[] }
  | { readonly kind: 'leases'; readonly message: ToLeaseKeeper }
  /** Write down which routers are connected by RadSec. */
  | { readonly kind: 'radsec-connections'; readonly connections: RadsecConnections }
  | { readonly kind: 'stop' };

/** Over {@link ThreadData.durable}. Positions are those of the journal. */
export type DurableMessage =
  | { readonly kind: 'opened'; readonly directory: string; readonly journalId: string; readonly position: number }
  | { readonly kind: 'durable'; readonly position: number }
  | { readonly kind: 'settle'; readonly position: number; readonly request: number };

export type FromThread =
  | { readonly kind: 'ready'; readonly port?: number }
  /** It cannot start, for a reason that a person has to mend. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly field: string | undefined }
  | { readonly kind: 'settled'; readonly request: number }
  /** To a RadSec connection. */
  | { readonly kind: 'radsec-answer'; readonly answer: Uint8Array; readonly port: number }
  | { readonly kind: 'counts'; readonly counts: readonly RouterCount[]; readonly loop: LoopReport }
  | { readonly kind: 'ends'; readonly ends: SessionEnds }
  | { readonly kind: 'leases'; readonly message: FromLeaseKeeper }
  | { readonly kind: 'notes'; readonly notes: readonly SessionNote[] }
  | {
      readonly kind: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly fields: Readonly<Record<string, unknown>>;
      readonly message: string;
    };
