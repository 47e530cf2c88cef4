import type { Access } from './access.js';
import type { AccessType } from './login-rules.js';
import type { Shaping } from './reply.js';
import type { ServiceStatus } from './service.js';

/** A service as a router has to know it: who may pass, how fast, and by what it is known there. */
export interface Line extends Access {
  readonly customerId: string;
  readonly login: string;
  readonly serviceStatus: ServiceStatus;
  /** Whether it waits for being opened the first time: the service is pending, or its customer new. */
  readonly isNew: boolean;
  readonly accessType: AccessType;
  /** Upper case with colons. */
  readonly macAddresses: readonly string[];
  readonly shaping: Shaping;
  /** Of plan, service and add-ons together. */
  readonly addressLists: readonly string[];
}
