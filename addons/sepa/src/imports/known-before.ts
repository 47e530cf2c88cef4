import type { BankStatementKind, Transaction } from '@tapline/sdk';
import type { ImportLine, LineState, PaymentFacts } from './import-line.js';
import type { ImportStore } from './import-store.js';

/** What tells a payment again in another way; statements of the running day book nothing, so nothing has to be known from them. */
const COUNTERPART: Readonly<Record<BankStatementKind, BankStatementKind>> = {
  details: 'end-of-day',
  'end-of-day': 'details',
  intraday: 'end-of-day',
};

const STANDING: ReadonlySet<LineState> = new Set(['booking', 'booked', 'waiting', 'ignored']);

/**
 * What a line is of its entry: the sum of what is not told, one of several items, or all of it with its details. A `single` is known by the bank's own
 * reference of the entry, whatever words two files have for it.
 */
export type EntryPart = 'sum' | 'item' | 'single';

const PARTS: readonly EntryPart[] = ['sum', 'item', 'single'];

/** Sums and items of an entry have keys of their own, so that an entry of thousands of items is looked up by its one sum. */
export function entryKeyOf(entry: string, kind: BankStatementKind, part: EntryPart): string {
  return `${entry}:${kind}:${part}`;
}

export function economicKeyOf(content: string, kind: BankStatementKind): string {
  return `${content}:${kind}`;
}

/**
 * Why a line tells nothing new; null where it does. Files overlap, come twice, and tell one payment in several ways: the same line again; the same
 * payment under another reference in a file of another kind; the sum of payments that were itemized, or the items of a sum that was booked.
 */
export async function knownBefore(tx: Transaction, store: ImportStore, line: ImportLine): Promise<string | null> {
  const [same] = await standing(tx, store, line, 'fingerprint', line.fingerprint);
  if (same) return same.state === 'waiting' ? 'known already, it waits for a decision' : 'known already';
  const { facts } = line;
  if (facts.kind === 'status') return null;
  const kind = COUNTERPART[facts.statementKind];
  const ofEntry = (part: EntryPart): Promise<readonly ImportLine[]> =>
    standing(tx, store, line, 'entryKey', entryKeyOf(bare(line.entryKey), kind, part));
  if (facts.isBare && [...(await ofEntry('item')), ...(await ofEntry('single'))].length > 0) return 'known already, itemized';
  if (!facts.isBare && (await ofEntry('sum')).some(({ state }) => state === 'booked' || state === 'booking'))
    return 'known already, as one amount';
  if (line.entryKey.endsWith(':single')) {
    const isToldSingly = (await ofEntry('single')).some((other) => other.facts.amountMinor === facts.amountMinor);
    if (isToldSingly) return 'known already, from a file of another kind';
  }
  const alike = (await standing(tx, store, line, 'economicKey', economicKeyOf(bare(line.economicKey), kind))).filter(
    (other) => other.facts.kind === 'payment' && !isOfOtherBatch(facts, other.facts),
  );
  // A bare line is like any payment of its day and amount: those do not count that this kind tells by a line of their own.
  const free = facts.isBare ? await withoutOwnLine(tx, store, line, { alike, kind: facts.statementKind }) : alike;
  // As many as the other kind has told; one more is another payment.
  return facts.twin <= free.length ? 'known already, from a file of another kind' : null;
}

async function withoutOwnLine(
  tx: Transaction,
  store: ImportStore,
  line: ImportLine,
  { alike, kind }: { readonly alike: readonly ImportLine[]; readonly kind: BankStatementKind },
): Promise<readonly ImportLine[]> {
  const found: ImportLine[] = [];
  for (const other of alike) {
    const keys = PARTS.map((part) => entryKeyOf(bare(other.entryKey), kind, part));
    const told = (await Promise.all(keys.map((key) => store.alike(tx, 'entryKey', key)))).flat();
    if (!told.some(({ id, state }) => id !== line.id && state !== 'undone')) found.push(other);
  }
  return found;
}

/** The lines whose sum this one itemizes, and which nobody has decided. */
export async function supersededBy(tx: Transaction, store: ImportStore, line: ImportLine): Promise<readonly ImportLine[]> {
  const { facts } = line;
  if (facts.kind === 'status' || facts.isBare) return [];
  const sums = await store.alike(tx, 'entryKey', entryKeyOf(bare(line.entryKey), COUNTERPART[facts.statementKind], 'sum'));
  return sums.filter(({ state }) => state === 'waiting');
}

/**
 * Lines of other imports that may have told nothing because this one had told it: the same line, the same payment in a file of the other kind, the sum
 * that was itemized. Whether they tell something now says {@link knownBefore}.
 */
export async function hiddenBy(tx: Transaction, store: ImportStore, line: ImportLine): Promise<readonly ImportLine[]> {
  const { facts, importId } = line;
  if (!STANDING.has(line.state)) return [];
  const found = [...(await store.alike(tx, 'fingerprint', line.fingerprint)), ...(await store.alike(tx, 'economicKey', line.economicKey))];
  if (facts.kind === 'payment') {
    const kind = COUNTERPART[facts.statementKind];
    found.push(...(await store.alike(tx, 'economicKey', economicKeyOf(bare(line.economicKey), kind))));
    for (const part of PARTS) found.push(...(await store.alike(tx, 'entryKey', entryKeyOf(bare(line.entryKey), kind, part))));
  }
  const hidden = found.filter((other) => other.importId !== importId && (other.state === 'known' || other.state === 'superseded'));
  return [...new Map(hidden.map((other) => [other.id, other])).values()];
}

async function standing(
  tx: Transaction,
  store: ImportStore,
  line: ImportLine,
  key: 'fingerprint' | 'entryKey' | 'economicKey',
  value: string,
): Promise<readonly ImportLine[]> {
  const alike = await store.alike(tx, key, value);
  return alike.filter((other) => {
    if (other.id === line.id) return false;
    if (other.state === 'planned') return other.importId === line.importId && other.number < line.number && other.plan.do !== 'skip';
    return STANDING.has(other.state);
  });
}

/** Sums of two blocks of collections may be alike. */
function isOfOtherBatch({ batch: one }: PaymentFacts, { batch: other }: PaymentFacts): boolean {
  for (const name of ['paymentInformationId', 'messageId'] as const) {
    const [a, b] = [one?.[name] ?? null, other?.[name] ?? null];
    if (a !== null && b !== null) return a !== b;
  }
  return false;
}

function bare(key: string): string {
  return key.slice(0, key.indexOf(':'));
}
