import { hash } from 'node:crypto';
import { formatAddressing, type LineAddressing } from '../network/line-addressing.js';
import type { AccessDecision } from './access-fold.js';

export interface Grant extends Pick<AccessDecision, 'isAllowed' | 'downloadBitsPerSecond' | 'uploadBitsPerSecond'> {
  readonly ipv4Address: string | null;
  readonly addressing: LineAddressing;
}

const DIGEST_CHARACTERS = 8;

/**
 * Everything about a line's access that somebody online notices, in 9 characters: two lines with one digest need nothing to become alike. The
 * router echoes it in accounting (in our Class), so that each session says what it was given. Begins with `o` when open, `s` when shut.
 */
export function grantDigestOf({ isAllowed, downloadBitsPerSecond, uploadBitsPerSecond, ipv4Address, addressing }: Grant): string {
  const further = formatAddressing(addressing);
  // How fast a shut line would be matters to nobody.
  const content = isAllowed ? [downloadBitsPerSecond, uploadBitsPerSecond, ipv4Address, ...(further === null ? [] : [further])] : [];
  return `${isAllowed ? 'o' : 's'}${hash('sha256', JSON.stringify(content), 'base64url').slice(0, DIGEST_CHARACTERS)}`;
}

/** Whether a digest is that of a shut line. */
export function isGrantShut(grantDigest: string): boolean {
  return grantDigest.startsWith('s');
}
