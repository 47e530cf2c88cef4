import { createHmac, hash, randomBytes, randomInt } from 'node:crypto';
import { buildAccessRequest, prepareSecret } from '@tapline/core/testing/radius';
import { type Load, type LoginKind, loginOf, passwordOf } from './load.js';
import { lineAttributes, octets, TYPE } from './request-attributes.js';
import type { RequestSource } from './request-source.js';

const ACCESS_REQUEST = 1;
const IDENTIFIERS = 256;
/** For each identifier, so that the same packet is not repeated within a server's memory of duplicates for one port. */
const PACKETS_EACH = 128;

/** Access-Requests of random users (RFC 2865, Message-Authenticator first), made before the measurement. */
export class LoginRequests implements RequestSource {
  readonly #packets: readonly (readonly Buffer[])[];
  readonly #next = new Uint8Array(IDENTIFIERS);

  constructor(options: { readonly kind: LoginKind; readonly users: number; readonly secret: string }) {
    this.#packets = Array.from({ length: IDENTIFIERS }, (_, identifier) =>
      Array.from({ length: PACKETS_EACH }, () =>
        accessRequest({ kind: options.kind, secret: options.secret, user: randomInt(options.users), identifier }),
      ),
    );
  }

  take(): number {
    return 0;
  }

  packetOf(_taken: number, identifier: number): Buffer {
    const next = this.#next[identifier] as number;
    this.#next[identifier] = (next + 1) % PACKETS_EACH;
    return (this.#packets[identifier] as readonly Buffer[])[next] as Buffer;
  }

  done(): void {
    // A login leaves nothing behind.
  }
}

export interface LoginRequest {
  readonly kind: LoginKind;
  readonly secret: Load['secret'];
  readonly user: number;
  readonly identifier: number;
}

/** In our own words, so that the product's codec is not checked by itself; but for MS-CHAPv2, which FreeRADIUS checks as well. */
export function accessRequest({ kind, secret, user, identifier }: LoginRequest): Buffer {
  if (kind === 'mschapv2') return msChap2Request({ secret, user, identifier });
  const authenticator = randomBytes(16);
  const password = Buffer.from(passwordOf(user));
  const proof =
    kind === 'pap'
      ? octets(TYPE.userPassword, hide(password, secret, authenticator))
      : octets(TYPE.chapPassword, chap(password, identifier, authenticator));
  const attributes = Buffer.concat([octets(TYPE.messageAuthenticator, Buffer.alloc(16)), lineAttributes(user, loginOf(user)), proof]);
  const packet = Buffer.concat([Buffer.from([ACCESS_REQUEST, identifier, 0, 0]), authenticator, attributes]);
  packet.writeUInt16BE(packet.length, 2);
  createHmac('md5', secret).update(packet).digest().copy(packet, 22);
  return packet;
}

function msChap2Request({ secret, user, identifier }: Omit<LoginRequest, 'kind'>): Buffer {
  const userName = loginOf(user);
  return buildAccessRequest({
    identifier,
    secret: prepareSecret(Buffer.from(secret)),
    attributes: lineAttributes(user, userName),
    credentials: { kind: 'mschapv2', password: Buffer.from(passwordOf(user)), chapIdentifier: identifier, userName },
  });
}

/** RFC 2865 s5.2, for a password of one block. */
function hide(password: Buffer, secret: string, authenticator: Buffer): Buffer {
  const hidden = hash('md5', Buffer.concat([Buffer.from(secret), authenticator]), 'buffer');
  for (const [index, octet] of password.entries()) hidden[index] = (hidden[index] as number) ^ octet;
  return hidden;
}

/** RFC 2865 s5.3: the Request Authenticator is the challenge. */
function chap(password: Buffer, chapIdentifier: number, challenge: Buffer): Buffer {
  const identifier = Buffer.from([chapIdentifier]);
  return Buffer.concat([identifier, hash('md5', Buffer.concat([identifier, password, challenge]), 'buffer')]);
}
