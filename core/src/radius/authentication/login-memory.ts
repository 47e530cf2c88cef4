import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import type { LoginMemory } from './decide-login.js';

/** What a login is decided by besides the snapshot. */
export class ProcessMemory implements LoginMemory {
  devicesOf(line: SnapshotLine): readonly string[] {
    return line.macAddresses;
  }

  othersOnline(): readonly string[] {
    return [];
  }
}
