import type { Clock } from '@tapline/sdk';
import { isTester } from '../diagnosis/tester-identity.js';
import type { OnlineSessions } from '../online/online-sessions.js';
import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import type { LoginMemory } from './decide-login.js';
import { LearnedDevices } from './learned-devices.js';
import type { LoginAttempt } from './login-attempt.js';
import type { SessionClass } from './session-class.js';

export interface ProcessMemoryOptions {
  readonly online: OnlineSessions;
  readonly routerName: (routerId: string) => string;
  /** Business time. */
  readonly clock: Clock;
  /** A device was let in and is to be written down. */
  readonly onLearned: (learned: { readonly serviceId: string; readonly macAddress: string; readonly routerId: string }) => void;
}

/** What a login is decided by besides the snapshot. */
export class ProcessMemory implements LoginMemory {
  readonly #devices = new LearnedDevices();

  constructor(private readonly options: ProcessMemoryOptions) {}

  devicesOf(line: SnapshotLine): readonly string[] {
    return this.#devices.of(line);
  }

  othersOnline({ serviceId }: SnapshotLine, { routerId, macAddress }: LoginAttempt): readonly string[] {
    if (isTester({ id: routerId })) return [];
    const { online, routerName, clock } = this.options;
    return online.ofOthers(serviceId, { routerId, macAddress: macAddress ?? null }).map((session) => {
      const minutes = Math.max(0, Math.round((clock.nowMs() - session.startedAtMs) / 60_000));
      const device = session.macAddress === null ? '' : ` with ${session.macAddress}`;
      return `on ${routerName(session.routerId)}${device}, for ${minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`}`;
    });
  }

  /** A login was accepted: its device, if it is a new one, and its session are known from now on. */
  accepted(
    line: SnapshotLine,
    attempt: LoginAttempt,
    { learnedMac, sessionClass }: { learnedMac: string | undefined; sessionClass: Pick<SessionClass, 'text'> },
  ): void {
    const { serviceId, loginRules } = line;
    const { routerId, macAddress = null } = attempt;
    if (learnedMac !== undefined) {
      this.#devices.remember(line, learnedMac);
      this.options.onLearned({ serviceId, macAddress: learnedMac, routerId });
    }
    if (loginRules.sessionPolicy === 'refuse') {
      this.options.online.expect(serviceId, { sessionClass: sessionClass.text, routerId, macAddress });
    }
  }
}
