import type { Clock } from '@tapline/sdk';
import { deviceName } from '../online/device-name.js';
import type { Device, OnlineSessions } from '../online/online-sessions.js';
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

  /** A line was taken into the snapshot. */
  follow(line: SnapshotLine): void {
    this.#devices.follow(line);
  }

  othersOnline({ serviceId }: SnapshotLine, attempt: LoginAttempt): readonly string[] {
    if (attempt.isTest) return [];
    const { online, routerName, clock } = this.options;
    return online.ofOthers(serviceId, deviceOf(attempt)).map((session) => {
      const minutes = Math.max(0, Math.round((clock.nowMs() - session.startedAtMs) / 60_000));
      const device = session.device === null ? '' : ` with ${session.device}`;
      return `on ${routerName(session.routerId)}${device}, for ${minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`}`;
    });
  }

  /** A login was accepted: its device, where the database does not have it yet, and its session are known from now on. */
  accepted(
    line: SnapshotLine,
    attempt: LoginAttempt,
    { learnedMac, sessionClass }: { learnedMac: string | undefined; sessionClass: Pick<SessionClass, 'text'> },
  ): void {
    const { serviceId, loginRules } = line;
    if (learnedMac !== undefined) {
      this.#devices.remember(line, learnedMac);
      this.options.onLearned({ serviceId, macAddress: learnedMac, routerId: attempt.routerId });
    }
    if (loginRules.sessionPolicy === 'refuse') {
      this.options.online.expect(serviceId, { sessionClass: sessionClass.text, ...deviceOf(attempt) });
    }
  }
}

function deviceOf({ routerId, sessionMac, station }: LoginAttempt): Device {
  return { routerId, device: deviceName(sessionMac, station) };
}
