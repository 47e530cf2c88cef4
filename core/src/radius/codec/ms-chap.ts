import { type ChallengePlaces, challengeHash, hashChallenges } from './challenge-hash.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import {
  FLAGS_OFFSET,
  MS_CHAP_CHALLENGE_LENGTH,
  MS_CHAP2_CHALLENGE_LENGTH,
  NT_RESPONSE_OFFSET,
  PEER_CHALLENGE_OFFSET,
  USE_NT_RESPONSE,
} from './ms-chap-layout.js';
import type { NtPassword } from './nt-password.js';
import { isNtResponse } from './nt-response.js';
import { copyOctets } from './octets.js';
import type { PacketView } from './packet-view.js';
import { ATTRIBUTE } from './standard-attributes.js';

const challenge = Buffer.alloc(MS_CHAP_CHALLENGE_LENGTH);
const places: ChallengePlaces = { peerChallenge: 0, authenticatorChallenge: 0, name: 0, nameLength: 0 };

/**
 * Whether MS-CHAP-Response answers MS-CHAP-Challenge with `password` (RFC 2433 A.5, RFC 2548 s2.1). Only NT-Response counts: LM-Response
 * would give away a password in capitals that is broken within hours (RFC 2433 s6 deprecates it), so a response of that alone is refused.
 */
export function isMsChapPassword(packet: PacketView, password: NtPassword): boolean {
  const { buffer } = packet;
  const response = packet.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP-Response']); // 50 octets, or the packet would not have been decoded
  if (response === 0 || packet.lengthOf(MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge']) !== MS_CHAP_CHALLENGE_LENGTH) return false;
  if (((buffer[response + FLAGS_OFFSET] as number) & USE_NT_RESPONSE) === 0) return false;
  copyOctets(buffer, packet.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge']), challenge, 0, MS_CHAP_CHALLENGE_LENGTH);
  return isNtResponse(buffer, response + NT_RESPONSE_OFFSET, password, challenge);
}

/** Whether MS-CHAP2-Response answers MS-CHAP-Challenge with `password` for the name in User-Name (RFC 2759 s8.1, RFC 2548 s2.3.2). */
export function isMsChap2Password(packet: PacketView, password: NtPassword): boolean {
  if (!hashChallengesOf(packet)) return false;
  const response = packet.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']);
  return isNtResponse(packet.buffer, response + NT_RESPONSE_OFFSET, password, challengeHash);
}

/** ChallengeHash of an MS-CHAPv2 login into {@link challengeHash}; false when the request has not all that belongs to one. */
export function hashChallengesOf(packet: PacketView): boolean {
  const response = packet.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']);
  if (response === 0 || packet.lengthOf(MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge']) !== MS_CHAP2_CHALLENGE_LENGTH) return false;
  if (!packet.has(ATTRIBUTE['User-Name'])) return false;
  places.peerChallenge = response + PEER_CHALLENGE_OFFSET;
  places.authenticatorChallenge = packet.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge']);
  places.name = packet.offsetOf(ATTRIBUTE['User-Name']);
  places.nameLength = packet.lengthOf(ATTRIBUTE['User-Name']);
  hashChallenges(packet.buffer, places);
  return true;
}
