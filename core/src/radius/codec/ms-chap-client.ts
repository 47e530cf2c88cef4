import { randomBytes } from 'node:crypto';
import { invalid } from '@tapline/sdk';
import { AttributeWriter } from './attribute-writer.js';
import { AUTHENTICATOR_RESPONSE_LENGTH, writeAuthenticatorResponse } from './authenticator-response.js';
import { challengeHash, hashChallenges } from './challenge-hash.js';
import { DECODE_OUTCOME } from './decode-outcome.js';
import { decodePacket } from './decode-packet.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { hashChallengesOf } from './ms-chap.js';
import {
  FLAGS_OFFSET,
  IDENT_OFFSET,
  MS_CHAP_CHALLENGE_LENGTH,
  MS_CHAP_RESPONSE_LENGTH,
  MS_CHAP2_CHALLENGE_LENGTH,
  MS_CHAP2_SUCCESS_LENGTH,
  NT_RESPONSE_OFFSET,
  PEER_CHALLENGE_OFFSET,
  USE_NT_RESPONSE,
} from './ms-chap-layout.js';
import { type NtPassword, prepareNtPassword } from './nt-password.js';
import { writeNtResponse } from './nt-response.js';
import { areSameOctets } from './octets.js';
import { PacketView } from './packet-view.js';

export interface MsChapCredentials {
  readonly kind: 'mschap';
  /** In UTF-8. */
  readonly password: Uint8Array;
  readonly chapIdentifier: number;
  /** 8 octets, random unless given. */
  readonly challenge?: Uint8Array;
}

export interface MsChap2Credentials {
  readonly kind: 'mschapv2';
  /** In UTF-8. */
  readonly password: Uint8Array;
  readonly chapIdentifier: number;
  /** What User-Name says, for it is hashed too. */
  readonly userName: string;
  /** The router's, 16 octets, random unless given. */
  readonly challenge?: Uint8Array;
  /** The customer's, 16 octets, random unless given. */
  readonly peerChallenge?: Uint8Array;
}

/** MS-CHAP-Challenge and MS-CHAP-Response as a client sends them (RFC 2548 s2.1.2, s2.1.3), without LM-Response. */
export function msChapAttributes(credentials: MsChapCredentials): Buffer {
  const challenge = checkedChallenge(credentials.challenge, MS_CHAP_CHALLENGE_LENGTH);
  const response = Buffer.alloc(MS_CHAP_RESPONSE_LENGTH);
  response[IDENT_OFFSET] = credentials.chapIdentifier;
  response[FLAGS_OFFSET] = USE_NT_RESPONSE;
  writeNtResponse(response, NT_RESPONSE_OFFSET, prepareNtPassword(credentials.password), challenge);
  return new AttributeWriter()
    .octets(MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge'], challenge)
    .octets(MICROSOFT_ATTRIBUTE['MS-CHAP-Response'], response)
    .build();
}

/** MS-CHAP-Challenge and MS-CHAP2-Response as a client sends them (RFC 2548 s2.1.2, s2.3.2). */
export function msChap2Attributes(credentials: MsChap2Credentials): Buffer {
  const challenge = checkedChallenge(credentials.challenge, MS_CHAP2_CHALLENGE_LENGTH);
  const peerChallenge = checkedChallenge(credentials.peerChallenge, MS_CHAP2_CHALLENGE_LENGTH);
  const name = Buffer.from(credentials.userName);
  hashChallenges(Buffer.concat([peerChallenge, challenge, name]), {
    peerChallenge: 0,
    authenticatorChallenge: peerChallenge.length,
    name: peerChallenge.length + challenge.length,
    nameLength: name.length,
  });
  const response = Buffer.alloc(MS_CHAP_RESPONSE_LENGTH);
  response[IDENT_OFFSET] = credentials.chapIdentifier;
  response.set(peerChallenge, PEER_CHALLENGE_OFFSET);
  writeNtResponse(response, NT_RESPONSE_OFFSET, prepareNtPassword(credentials.password), challengeHash);
  return new AttributeWriter()
    .octets(MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge'], challenge)
    .octets(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response'], response)
    .build();
}

/**
 * Whether MS-CHAP2-Success in `response` proves that the server knows `password` (CheckAuthenticatorResponse, RFC 2759 s8.8). `request` are
 * the octets of the MS-CHAPv2 login that it answers; a client also asks `isValidResponse`.
 */
export function isMsChap2Success(response: PacketView, request: Buffer, password: NtPassword): boolean {
  const success = response.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP2-Success']); // 43 octets, or the packet would not have been decoded
  const asked = new PacketView();
  if (success === 0 || decodePacket(asked, request, request.length) !== DECODE_OUTCOME.Ok || !hashChallengesOf(asked)) return false;
  const answered = asked.offsetOf(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response']);
  const expected = Buffer.alloc(MS_CHAP2_SUCCESS_LENGTH);
  expected[IDENT_OFFSET] = request[answered + IDENT_OFFSET] as number;
  writeAuthenticatorResponse(
    expected,
    MS_CHAP2_SUCCESS_LENGTH - AUTHENTICATOR_RESPONSE_LENGTH,
    password,
    request,
    answered + NT_RESPONSE_OFFSET,
  );
  return areSameOctets(response.buffer, success, expected, 0, MS_CHAP2_SUCCESS_LENGTH);
}

function checkedChallenge(challenge: Uint8Array | undefined, length: number): Uint8Array {
  if (challenge !== undefined && challenge.length !== length) {
    throw invalid(
      'RADIUS_CHALLENGE_LENGTH',
      `this kind of login has challenges of ${length} octets and was given one of ${challenge.length}`,
    );
  }
  return challenge ?? randomBytes(length);
}
