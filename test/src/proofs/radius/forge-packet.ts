import { createHmac, hash } from 'node:crypto';
import { attribute, hashedPacket, hiddenPassword, signedPacket, uint32, vendorSpecific } from '@tapline/core/testing/radius';
import type { Random } from '../random.js';
import { forgeDigest } from './forge-digest.js';

/** Who is asked to believe it: the authentication or the accounting server, or whoever waits for an answer. */
export type Forgery = { readonly kind: 'access' | 'accounting'; readonly octets: Buffer } | AnswerForgery;

interface AnswerForgery {
  readonly kind: 'answer';
  readonly octets: Buffer;
  readonly request: Buffer;
}

const AUTHENTICATOR_AT = 4;
const ATTRIBUTES_AT = 20;
/** Where the value of a Message-Authenticator begins that is the first attribute. */
const FIRST_VALUE_AT = 22;
const DIGEST_OCTETS = 16;
const MESSAGE_AUTHENTICATOR = 80;
const STATUS_SERVER = 12;
const ANSWERS = { accept: 2, reject: 3, accounting: 5, disconnectAck: 41, disconnectNak: 42, coaAck: 44, coaNak: 45 };

/** Makes packets that were not made with the secret, some of them so near to genuine ones that only the secret's holder could tell. */
export class Forger {
  constructor(
    private readonly secret: Buffer,
    private readonly random: Random,
  ) {}

  next(): Forgery {
    const { random } = this;
    switch (random.below(4)) {
      case 0:
        return { kind: 'accounting', octets: this.accounting() };
      case 1:
        return this.answer();
      default:
        return { kind: 'access', octets: this.access() };
    }
  }

  /** The genuine packets that forgeries are made from: proof that it is the forgery that is refused. */
  genuine(): readonly Forgery[] {
    const request = this.accessRequest();
    return [
      { kind: 'access', octets: request },
      { kind: 'access', octets: this.statusServer() },
      { kind: 'accounting', octets: this.accountingRequest(false) },
      { kind: 'accounting', octets: this.accountingRequest(true) },
      { kind: 'answer', octets: this.answerTo(request, false), request },
      { kind: 'answer', octets: this.answerTo(request, true), request },
    ];
  }

  private access(): Buffer {
    const { random, secret } = this;
    const genuine = random.isOneIn(4) ? this.statusServer() : this.accessRequest();
    switch (random.below(8)) {
      // Over something else than the packet with zeros in its place (RFC 2869 s5.14).
      case 0:
        return withDigest(genuine, FIRST_VALUE_AT, hmac(secret, random.pick(wrongRegions(genuine))));
      case 1:
        return withDigest(genuine, FIRST_VALUE_AT, hmac(this.anotherSecret(), zeroed(genuine, FIRST_VALUE_AT)));
      // A digest of another making.
      case 2:
        return withDigest(
          genuine,
          FIRST_VALUE_AT,
          random.isOneIn(2)
            ? hash('md5', Buffer.concat([zeroed(genuine, FIRST_VALUE_AT), secret]), 'buffer')
            : createHmac('sha1', secret).update(zeroed(genuine, FIRST_VALUE_AT)).digest().subarray(0, DIGEST_OCTETS),
        );
      // Too short, gone, in a vendor's clothes, behind one that is wrong.
      case 3:
        return withoutTail(genuine, random.below(DIGEST_OCTETS));
      case 4:
        return replacedAttribute(
          genuine,
          random.isOneIn(2) ? Buffer.alloc(0) : vendorSpecific(random.pick([9, 14988]), genuine.subarray(ATTRIBUTES_AT, 38)),
        );
      case 5:
        return replacedAttribute(
          genuine,
          Buffer.concat([attribute(MESSAGE_AUTHENTICATOR, random.octets(DIGEST_OCTETS)), genuine.subarray(ATTRIBUTES_AT, 38)]),
        );
      // The right one, of a packet that says something else.
      case 6:
        return changedBeside(genuine, FIRST_VALUE_AT, random);
      default:
        return withDigest(genuine, FIRST_VALUE_AT, forgeDigest(genuine.subarray(FIRST_VALUE_AT, FIRST_VALUE_AT + DIGEST_OCTETS), random));
    }
  }

  private accounting(): Buffer {
    const { random, secret } = this;
    const genuine = this.accountingRequest(random.isOneIn(2));
    const clean = zeroed(genuine, AUTHENTICATOR_AT);
    switch (random.below(6)) {
      case 0:
        return withDigest(genuine, AUTHENTICATOR_AT, hash('md5', Buffer.concat([clean, this.anotherSecret()]), 'buffer'));
      case 1:
        return withDigest(genuine, AUTHENTICATOR_AT, hash('md5', Buffer.concat([secret, clean]), 'buffer'));
      case 2:
        return withDigest(genuine, AUTHENTICATOR_AT, hash('md5', Buffer.concat([genuine, secret]), 'buffer'));
      case 3:
        return withDigest(genuine, AUTHENTICATOR_AT, hmac(secret, clean));
      case 4:
        return changedBeside(genuine, AUTHENTICATOR_AT, random);
      default:
        return withDigest(genuine, AUTHENTICATOR_AT, forgeDigest(genuine.subarray(AUTHENTICATOR_AT, ATTRIBUTES_AT), random));
    }
  }

  private answer(): AnswerForgery {
    const { random, secret } = this;
    const request = this.accessRequest();
    const genuine = this.answerTo(request, random.isOneIn(2));
    const asked = Buffer.from(genuine);
    request.copy(asked, AUTHENTICATOR_AT, AUTHENTICATOR_AT, ATTRIBUTES_AT);
    const signed = (digest: Buffer): AnswerForgery => ({ kind: 'answer', octets: withDigest(genuine, AUTHENTICATOR_AT, digest), request });
    switch (random.below(6)) {
      case 0:
        return signed(hash('md5', Buffer.concat([asked, this.anotherSecret()]), 'buffer'));
      // Made for another request, or for none.
      case 1:
        return signed(hash('md5', Buffer.concat([zeroed(genuine, AUTHENTICATOR_AT), secret]), 'buffer'));
      case 2:
        return { kind: 'answer', octets: genuine, request: this.accessRequest() };
      case 3:
        return { kind: 'answer', octets: changedBeside(genuine, AUTHENTICATOR_AT, random), request };
      // The Response Authenticator is right, and the Message-Authenticator beneath it is not.
      case 4: {
        const forged = this.answerTo(request, true);
        const right = forged.subarray(FIRST_VALUE_AT, FIRST_VALUE_AT + DIGEST_OCTETS);
        return { kind: 'answer', octets: sealed(withDigest(forged, FIRST_VALUE_AT, forgeDigest(right, random)), request, secret), request };
      }
      default:
        return signed(forgeDigest(genuine.subarray(AUTHENTICATOR_AT, ATTRIBUTES_AT), random));
    }
  }

  private accessRequest(): Buffer {
    const { random, secret } = this;
    const authenticator = random.octets(DIGEST_OCTETS);
    const attributes = [attribute(1, 'anna'), uint32(6, 2), attribute(2, hiddenPassword('right', authenticator, secret))];
    return signedPacket({ code: 1, identifier: random.below(256), authenticator, attributes }, secret);
  }

  private statusServer(): Buffer {
    const { random, secret } = this;
    return signedPacket({ code: STATUS_SERVER, identifier: random.below(256), authenticator: random.octets(DIGEST_OCTETS) }, secret);
  }

  private accountingRequest(messageAuthenticator: boolean): Buffer {
    const { random, secret } = this;
    const attributes = [
      uint32(40, 2),
      attribute(44, random.octets(6).toString('hex')),
      attribute(1, 'anna'),
      uint32(43, random.below(2 ** 31)),
    ];
    return hashedPacket({ code: 4, identifier: random.below(256), attributes }, { secret, messageAuthenticator });
  }

  private answerTo(request: Buffer, messageAuthenticator: boolean): Buffer {
    const code = this.random.pick(Object.values(ANSWERS));
    const draft = { code, identifier: request[1] as number, authenticator: request.subarray(AUTHENTICATOR_AT, ATTRIBUTES_AT) };
    const attributes = [attribute(18, 'welcome'), uint32(101, 503)];
    const octets = signedPacket({ ...draft, attributes }, this.secret);
    return sealed(messageAuthenticator ? octets : replacedAttribute(octets, Buffer.alloc(0)), request, this.secret);
  }

  /** Empty, one octet shorter or longer, in capitals, one bit away, or no relation. */
  private anotherSecret(): Buffer {
    const { random, secret } = this;
    const flipped = Buffer.from(secret);
    flipped[random.below(secret.length)] = (flipped[random.below(secret.length)] as number) ^ 0x41;
    const others = [
      Buffer.alloc(0),
      secret.subarray(1),
      secret.subarray(0, -1),
      Buffer.concat([secret, Buffer.from(' ')]),
      Buffer.concat([secret, Buffer.from('\n')]),
      Buffer.from(secret.toString().toUpperCase()),
      flipped,
      random.octets(secret.length),
    ];
    const other = random.pick(others);
    return other.equals(secret) ? Buffer.alloc(0) : other;
  }
}

function hmac(secret: Buffer, octets: Buffer): Buffer {
  return createHmac('md5', secret).update(octets).digest();
}

function wrongRegions(genuine: Buffer): readonly Buffer[] {
  const zero = zeroed(genuine, FIRST_VALUE_AT);
  return [
    genuine,
    Buffer.concat([zero, Buffer.alloc(4)]),
    zeroed(zero, AUTHENTICATOR_AT),
    zero.subarray(ATTRIBUTES_AT),
    zero.subarray(0, -1),
    Buffer.concat([zero.subarray(0, ATTRIBUTES_AT), zero.subarray(38)]),
    Buffer.alloc(0),
  ];
}

function zeroed(octets: Buffer, at: number): Buffer {
  return Buffer.from(octets).fill(0, at, at + DIGEST_OCTETS);
}

function withDigest(octets: Buffer, at: number, digest: Buffer): Buffer {
  const forged = Buffer.from(octets);
  digest.copy(forged, at);
  return forged;
}

/** The first attribute, with its last octets cut off. */
function withoutTail(genuine: Buffer, kept: number): Buffer {
  return replacedAttribute(genuine, attribute(MESSAGE_AUTHENTICATOR, genuine.subarray(FIRST_VALUE_AT, FIRST_VALUE_AT + kept)));
}

/** The packet with something else in place of its Message-Authenticator. */
function replacedAttribute(genuine: Buffer, other: Uint8Array): Buffer {
  const octets = Buffer.concat([genuine.subarray(0, ATTRIBUTES_AT), other, genuine.subarray(38)]);
  octets.writeUInt16BE(octets.length, 2);
  return octets;
}

/** One bit of what the digest at `at` covers is another: of the header's code or identifier, or of an attribute's value. */
function changedBeside(genuine: Buffer, at: number, random: Random): Buffer {
  const forged = Buffer.from(genuine);
  const behind = at + DIGEST_OCTETS;
  const where = random.isOneIn(4) ? 1 : behind + random.below(genuine.length - behind);
  if (where >= genuine.length) forged[1] = (forged[1] as number) ^ 1;
  else forged[where] = (forged[where] as number) ^ (1 << random.below(8));
  return forged;
}

function sealed(answer: Buffer, request: Buffer, secret: Buffer): Buffer {
  const asked = Buffer.from(answer);
  request.copy(asked, AUTHENTICATOR_AT, AUTHENTICATOR_AT, ATTRIBUTES_AT);
  return withDigest(answer, AUTHENTICATOR_AT, hash('md5', Buffer.concat([asked, secret]), 'buffer'));
}
