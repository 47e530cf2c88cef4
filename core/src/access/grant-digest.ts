import { hash } from 'node:crypto';
import type { ReplyTerms } from '@tapline/sdk';
import { formatAddressing, type LineAddressing } from '../network/line-addressing.js';
import type { AccessDecision } from './access-fold.js';
import { generationsShortOf, type LineFacts } from './line-facts.js';

export interface Grant extends Pick<AccessDecision, 'isAllowed' | 'downloadBitsPerSecond' | 'uploadBitsPerSecond' | 'shaping' | 'shutBy'> {
  readonly ipv4Address: string | null;
  readonly addressing: LineAddressing;
  readonly planTerms: ReplyTerms;
  readonly ownTerms: ReplyTerms;
  readonly facts: LineFacts;
}

const PART_CHARACTERS = 4;

/**
 * Everything about a line's access that somebody online notices, in 9 characters: two grants with one digest need nothing to become alike. The
 * router echoes it in accounting (in our Class), so that each session says what it was given. It begins with `o` when the line is open, `s` when
 * it is shut; then what only a new login can change, then what a CoA-Request can.
 */
export function grantDigestOf(grant: Grant): string {
  const { isAllowed, downloadBitsPerSecond, uploadBitsPerSecond, shaping, facts } = grant;
  // How fast a shut line would be, and with which address, matters to nobody.
  if (!isAllowed) return `s${part(grant.shutBy)}${part()}`;
  const terms = { ...grant.planTerms, ...grant.ownTerms };
  return `o${part(...fixedOf(grant))}${part(downloadBitsPerSecond, uploadBitsPerSecond, shaping, limitsOf(terms), facts.generation)}`;
}

/** What no router changes for a session that lives; leaving a filter or an idle time-out away is such a thing too. */
function fixedOf({ ipv4Address, addressing, planTerms, ownTerms, facts }: Grant): readonly unknown[] {
  const { filterId, idleTimeoutSeconds } = { ...planTerms, ...ownTerms };
  const lists = [planTerms.addressLists, ownTerms.addressLists, facts.addressLists];
  const extras = [planTerms.attributes, ownTerms.attributes];
  return [ipv4Address, formatAddressing(addressing), lists, extras, filterId !== undefined, idleTimeoutSeconds !== undefined];
}

function limitsOf({ filterId, sessionTimeoutSeconds, idleTimeoutSeconds }: ReplyTerms): readonly unknown[] {
  return [filterId, sessionTimeoutSeconds, idleTimeoutSeconds];
}

/** Whether a session that was granted one can be brought to the other without a new login. */
export function isChangeableTo(granted: string, wanted: string): boolean {
  return granted.slice(0, 1 + PART_CHARACTERS) === wanted.slice(0, 1 + PART_CHARACTERS);
}

/** Whether a session that was granted one lacks nothing of the other but what is told where a router takes a CoA-Request only. */
export function lacksOnlyCoa(granted: string, wanted: Grant): boolean {
  const { facts } = wanted;
  return generationsShortOf(facts.generation).some(
    (generation) => grantDigestOf({ ...wanted, facts: { ...facts, generation } }) === granted,
  );
}

/** Like what was granted, with what a CoA-Request can change unknown: equal to no grant that a line may have. */
export function forgottenChangeOf(granted: string): string {
  return granted.slice(0, 1 + PART_CHARACTERS).padEnd(1 + 2 * PART_CHARACTERS, '.');
}

function part(...values: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(values), 'base64url').slice(0, PART_CHARACTERS);
}
