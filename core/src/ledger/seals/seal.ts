import { hashValues } from '../../kernel/database/row-hash.js';

/** An entry in a seal: its number, and the beginning of its hash, which names the entry that was changed. */
export type SealMember = readonly [sequence: number, hashStart: string];
/** A number that no entry had yet when it was passed, and the seal that first saw so. */
export type SealGap = readonly [sequence: number, sinceSeal: number];

/** A block of entries, chained to the block before it. */
export interface Seal {
  readonly number: number;
  /** Every entry up to here is in this or an earlier seal, but for the gaps. */
  readonly throughSequence: number;
  readonly members: readonly SealMember[];
  readonly gaps: readonly SealGap[];
  /** Over the whole hashes of all members. */
  readonly digest: string;
  readonly previousHash: string;
  readonly hash: string;
  readonly sealedAtMs: number;
}

export interface HashedEntry {
  readonly sequence: number;
  readonly hash: string;
}

const HASH_START = 16;
/** A transaction that was open when a number was passed has long ended so many seals (a minute each, at least) later. */
const GAP_SEALS = 100;

export function hashStart(hash: string): string {
  return hash.slice(0, HASH_START);
}

export function sealDigest(entries: readonly HashedEntry[]): string {
  return hashValues(entries.flatMap(({ sequence, hash }) => [sequence, hash]));
}

export function sealHash(seal: Omit<Seal, 'hash'>): string {
  const { number, throughSequence, members, gaps, digest, previousHash, sealedAtMs } = seal;
  return hashValues([number, throughSequence, JSON.stringify(members), JSON.stringify(gaps), digest, previousHash, sealedAtMs]);
}

/** The seal that follows, over entries in the order of their numbers: late ones that fill gaps, and new ones. */
export function nextSeal(last: Seal | undefined, entries: readonly HashedEntry[], sealedAtMs: number): Seal {
  const number = (last?.number ?? 0) + 1;
  const before = last?.throughSequence ?? 0;
  const throughSequence = Math.max(before, entries.at(-1)?.sequence ?? 0);
  const present = new Set(entries.map(({ sequence }) => sequence));
  const gaps: SealGap[] = (last?.gaps ?? []).filter(([sequence, since]) => !present.has(sequence) && number - since < GAP_SEALS);
  for (let sequence = before + 1; sequence < throughSequence; sequence++) if (!present.has(sequence)) gaps.push([sequence, number]);
  const seal = {
    number,
    throughSequence,
    members: entries.map(({ sequence, hash }): SealMember => [sequence, hashStart(hash)]),
    gaps,
    digest: sealDigest(entries),
    previousHash: last?.hash ?? '',
    sealedAtMs,
  };
  return { ...seal, hash: sealHash(seal) };
}
