import { DES_BLOCK_LENGTH } from './des.js';
import { MS_CHAP2_CHALLENGE_LENGTH } from './ms-chap-layout.js';
import { copyOctets } from './octets.js';
import { MAX_VALUE_LENGTH } from './packet-layout.js';
import { padForSha1, sha1, sha1Message, writeSha1 } from './sha1.js';

const BACKSLASH = 0x5c;
const NAME_OFFSET = 2 * MS_CHAP2_CHALLENGE_LENGTH;
const message = sha1Message(NAME_OFFSET + MAX_VALUE_LENGTH);

/** Where {@link hashChallenges} puts its result. Shared: it lasts until the next call. */
export const challengeHash: Buffer = Buffer.alloc(DES_BLOCK_LENGTH);

/** Where in `octets` the two challenges and the name of an MS-CHAPv2 login are. */
export interface ChallengePlaces {
  peerChallenge: number;
  authenticatorChallenge: number;
  name: number;
  nameLength: number;
}

/**
 * ChallengeHash (RFC 2759 s8.2) into {@link challengeHash}: what MS-CHAPv2 has the peer answer. The name is hashed as the peer sent it, but
 * without the domain and backslash before it.
 */
export function hashChallenges(octets: Uint8Array, places: Readonly<ChallengePlaces>): void {
  const end = places.name + places.nameLength;
  let start = end;
  while (start > places.name && octets[start - 1] !== BACKSLASH) start--;
  copyOctets(octets, places.peerChallenge, message, 0, MS_CHAP2_CHALLENGE_LENGTH);
  copyOctets(octets, places.authenticatorChallenge, message, MS_CHAP2_CHALLENGE_LENGTH, MS_CHAP2_CHALLENGE_LENGTH);
  copyOctets(octets, start, message, NAME_OFFSET, end - start);
  sha1(message, padForSha1(message, NAME_OFFSET + end - start));
  writeSha1(challengeHash, 0, DES_BLOCK_LENGTH);
}
