import { readLineLoginRules } from '../../access/line-login-rules.js';
import type { SnapshotLine } from '../snapshot/access-snapshot.js';
import { packCredentials } from '../snapshot/line-credentials.js';

/** A line that may pass with the password `right`, without anything special. */
export function snapshotLine(changes: Partial<SnapshotLine> = {}): SnapshotLine {
  return {
    serviceId: 's1',
    version: 1,
    login: 'anna',
    credentials: packCredentials('right'),
    macAddresses: [],
    loginRules: readLineLoginRules(null),
    ipv4Address: null,
    isAllowed: true,
    shutBy: null,
    grantDigest: 'oAAAAAAAA',
    reason: '',
    downloadBitsPerSecond: 20_000_000,
    uploadBitsPerSecond: 10_000_000,
    ...changes,
  };
}
