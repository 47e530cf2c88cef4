import { attribute, vendorSpecific } from '@tapline/core/testing/radius';
import type { Random } from '../random.js';

const ODD_OCTETS = [0, 1, 2, 3, 4, 17, 18, 19, 127, 128, 253, 254, 255];
const VENDORS = [311, 14988, 3561, 9, 0];
const PACKET_CODES = [1, 2, 3, 4, 5, 11, 12, 13, 40, 43];
const HEADER_OCTETS = 20;
const MOST_CHANGES = 3;

type Mutation = (octets: Buffer, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  // One octet, one bit, one octet that parsers stumble over.
  (octets, random) => changed(octets, random.below(octets.length), () => random.below(256)),
  (octets, random) => changed(octets, random.below(octets.length), (octet) => octet ^ (1 << random.below(8))),
  (octets, random) => changed(octets, random.below(octets.length), () => random.pick(ODD_OCTETS)),
  // A length one too small or too large.
  (octets, random) => changed(octets, attributeAt(octets, random) + 1, (octet) => (octet + (random.isOneIn(2) ? 1 : 255)) & 255),
  // Cut short, with octets behind it, and both with the Length put right.
  (octets, random) => octets.subarray(0, random.below(octets.length + 1)),
  (octets, random) => Buffer.concat([octets, random.octets(random.below(60))]),
  (octets, random) => measured(octets.subarray(0, random.below(octets.length + 1))),
  (octets, random) => withLength(octets, random.below(65_536)),
  // Attributes more, fewer, twice and in another order.
  (octets, random) => insert(octets, attributeAt(octets, random), attribute(random.below(256), random.octets(random.below(30)))),
  (octets, random) => insert(octets, attributeAt(octets, random), Buffer.from([random.below(256), random.below(40)])),
  (octets, random) => {
    const at = attributeAt(octets, random);
    return measured(Buffer.concat([octets.subarray(0, at), octets.subarray(at + (octets[at + 1] ?? 0))]));
  },
  (octets, random) => {
    const from = attributeAt(octets, random);
    return insert(octets, attributeAt(octets, random), octets.subarray(from, from + (octets[from + 1] ?? 0)));
  },
  (octets, random) => insert(octets, attributeAt(octets, random), vendorSpecific(random.pick(VENDORS), random.octets(random.below(60)))),
  (octets, random) =>
    insert(
      octets,
      attributeAt(octets, random),
      vendorSpecific(random.pick(VENDORS), attribute(random.below(30), random.octets(random.below(60)))),
    ),
  (octets, random) => changed(octets, 0, () => random.pick(PACKET_CODES)),
];

/** A copy with one to three things changed, mostly into what a parser may take for sound. */
export function mutatePacket(original: Buffer, random: Random): Buffer {
  let octets = Buffer.from(original);
  for (let changes = 1 + random.below(MOST_CHANGES); changes > 0; changes--) octets = Buffer.from(random.pick(MUTATIONS)(octets, random));
  return octets;
}

function changed(octets: Buffer, at: number, change: (octet: number) => number): Buffer {
  if (at < octets.length) octets[at] = change(octets[at] as number);
  return octets;
}

function withLength(octets: Buffer, length: number): Buffer {
  if (octets.length >= 4) octets.writeUInt16BE(length, 2);
  return octets;
}

const measured = (octets: Buffer): Buffer => withLength(Buffer.from(octets), octets.length);

function insert(octets: Buffer, at: number, some: Buffer): Buffer {
  return measured(Buffer.concat([octets.subarray(0, at), some, octets.subarray(at)]));
}

/** Where one of the attributes begins, as far as they can be followed. */
function attributeAt(octets: Buffer, random: Random): number {
  let at = HEADER_OCTETS;
  for (let steps = random.below(12); steps > 0; steps--) {
    const next = at + Math.max(octets[at + 1] ?? 2, 2);
    if (next >= octets.length) break;
    at = next;
  }
  return Math.min(at, octets.length);
}
