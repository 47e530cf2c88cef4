import type { NamedLine } from './line-names.js';

export type DebugKind = 'user' | 'router' | 'mac';

/** Whose requests the debug log writes down, and until when. */
export interface DebugTopic {
  readonly kind: DebugKind;
  /** A login, a router's id, or a MAC address like `00:0C:42:01:02:03`. */
  readonly value: string;
  /** Real time. */
  readonly endsAtMs: number;
  /** Of a login: the line that has it, by whose devices routers may ask for it. */
  readonly line?: NamedLine & { readonly serviceId: string };
}

/** A {@link DebugTopic} as the faces show it. */
export interface DebugSwitch extends DebugTopic {
  readonly id: string;
  /** The router's name, or the value; of a login with the devices of its line. */
  readonly title: string;
  readonly startedAtMs: number;
  readonly startedBy: string;
}

export interface NewDebugSwitch {
  readonly kind: DebugKind;
  /** A login; a router's name, address or id; a MAC address in any form. */
  readonly value: string;
  readonly minutes?: number;
}
