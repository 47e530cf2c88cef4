import { hash } from 'node:crypto';
import type { ReplyTerms } from '@tapline/sdk';
import { formatAddressing, type LineAddressing } from '../network/line-addressing.js';
import type { AccessDecision } from './access-fold.js';
import type { LineFacts } from './line-facts.js';

export interface Grant extends Pick<AccessDecision, 'isAllowed' | 'downloadBitsPerSecond' | 'uploadBitsPerSecond' | 'shaping'> {
  readonly ipv4Address: string | null;
  readonly addressing: LineAddressing;
  readonly planTerms: ReplyTerms;
  readonly ownTerms: ReplyTerms;
  readonly facts: LineFacts;
}

const DIGEST_CHARACTERS = 8;

/**
 * Everything about a line's access that somebody online notices, in 9 characters: two lines with one digest need nothing to become alike. The
 * router echoes it in accounting (in our Class), so that each session says what it was given. Begins with `o` when open, `s` when shut.
 */
export function grantDigestOf(grant: Grant): string {
  // How fast a shut line would be matters to nobody.
  const content = grant.isAllowed ? contentOf(grant) : [];
  return `${grant.isAllowed ? 'o' : 's'}${hash('sha256', JSON.stringify(content), 'base64url').slice(0, DIGEST_CHARACTERS)}`;
}

/** What most lines do not have is left out, so that their digests stay what they were. */
function contentOf({ downloadBitsPerSecond, uploadBitsPerSecond, ipv4Address, facts, ...grant }: Grant): unknown[] {
  const further = formatAddressing(grant.addressing);
  const terms = [grant.shaping, grant.planTerms, grant.ownTerms];
  return [
    downloadBitsPerSecond,
    uploadBitsPerSecond,
    ipv4Address,
    ...(further === null ? [] : [further]),
    ...(terms.some((part) => Object.keys(part).length > 0) ? [terms] : []),
    ...(facts.generation === 0 ? [] : [facts.generation]),
  ];
}

/** Whether a digest is that of a shut line. */
export function isGrantShut(grantDigest: string): boolean {
  return grantDigest.startsWith('s');
}
