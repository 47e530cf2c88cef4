import type { ReplyAttribute, RouterDriver, ShutPolicyChanges } from '@tapline/sdk';

/** How one router is answered. */
export interface RouterAnswerSettings {
  readonly driverId: string;
  /** Told besides at every login on this router. */
  readonly attributes: readonly ReplyAttribute[];
  /** What it does otherwise than the company; null for nothing. */
  readonly shutPolicy: ShutPolicyChanges | null;
}

/** All that is set of answers: plain data, as the RADIUS process takes it over. */
export interface Answering {
  readonly company: ShutPolicyChanges;
  /** The drivers of add-ons that routers use. */
  readonly drivers: readonly RouterDriver[];
  /** By the ids of the routers; who is not there is answered as MikroTik routers are. */
  readonly routers: Readonly<Record<string, RouterAnswerSettings>>;
}

export const NO_ANSWERING: Answering = { company: {}, drivers: [], routers: {} };
