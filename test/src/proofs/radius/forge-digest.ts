import type { Random } from '../random.js';

const DIGEST_OCTETS = 16;
/** Octets that UTF-8 never has: each reads as U+FFFD, whichever it is. */
const FIRST_IMPOSSIBLE_OCTET = 0xf8;

type DigestForgery = (right: Buffer, random: Random) => Buffer;

const DIGEST_FORGERIES: readonly DigestForgery[] = [
  (_, random) => random.octets(DIGEST_OCTETS),
  () => Buffer.alloc(DIGEST_OCTETS),
  () => Buffer.alloc(DIGEST_OCTETS, 0xff),
  // What reads as fifteen U+FFFD, the likeliest text of a digest.
  () => Buffer.concat([Buffer.from([0xe1, 0x80]), Buffer.alloc(DIGEST_OCTETS - 2, 0xff)]),
  sameText,
  (right, random) => withOctet(right, random.below(DIGEST_OCTETS), (octet) => octet ^ (1 << random.below(8))),
  (right) => withOctet(right, DIGEST_OCTETS - 1, (octet) => octet ^ 1),
  (right) => withOctet(right, 0, (octet) => octet ^ 0x80),
  (right) => Buffer.from(right.toReversed()),
  (right) => Buffer.concat([right.subarray(4), right.subarray(0, 4)]),
  (right) => Buffer.from(right).swap32(),
  (right) => Buffer.concat([right.subarray(0, 8), Buffer.alloc(8)]),
  (right) => Buffer.from(right.map((octet) => octet ^ 0xff)),
];

/** Another digest than the right one, and often as near to it as one can come. */
export function forgeDigest(right: Buffer, random: Random): Buffer {
  const forged = random.pick(DIGEST_FORGERIES)(right, random);
  return forged.equals(right) ? withOctet(right, 0, (octet) => octet ^ 1) : forged;
}

/** Equal for whoever compares digests as text; one bit away where the right one has no octet that text cannot hold. */
function sameText(right: Buffer, random: Random): Buffer {
  const text = right.toString();
  const first = random.below(DIGEST_OCTETS);
  for (let step = 0; step < DIGEST_OCTETS; step++) {
    const at = (first + step) % DIGEST_OCTETS;
    if ((right[at] as number) < 0x80) continue;
    const forged = withOctet(right, at, (octet) => (octet === 0xff ? FIRST_IMPOSSIBLE_OCTET : 0xff));
    if (forged.toString() === text) return forged;
  }
  return withOctet(right, first, (octet) => octet ^ 1);
}

function withOctet(digest: Buffer, at: number, change: (octet: number) => number): Buffer {
  const forged = Buffer.from(digest);
  forged[at] = change(forged[at] as number);
  return forged;
}
