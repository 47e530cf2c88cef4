const HOUR_MS = 3_600_000;

/** Something that pays for traffic. Amounts are in hundredths of an octet. */
export interface Payer {
  /** What it has at the begin of the period. */
  readonly amount: bigint;
  readonly validFromMs: number;
  readonly expiresAtMs: number | null;
  /** Of an hour that its time touches it pays for all, unless it came within one: then only for what counts after that place. */
  readonly cameAt?: PlaceInHour | undefined;
}

/** What counted in an hour, in hundredths of an octet. Each hour is given once. */
export interface CountedHour {
  readonly hourMs: number;
  readonly counted: bigint;
  /** Where only the day is known: what pays in an hour of it may pay for all of it. */
  readonly untilMs?: number | undefined;
}

/** Where so much had counted of an hour, in hundredths of an octet. */
export interface PlaceInHour {
  readonly hourMs: number;
  readonly counted: bigint;
}

export interface Allocation {
  /** What each payer has paid, in the order in which they were given. */
  readonly paid: readonly bigint[];
  readonly unpaid: bigint;
  /** The parts of hours in which something was left unpaid, by time. */
  readonly unpaidParts: readonly UnpaidPart[];
}

export interface UnpaidPart {
  readonly end: PlaceInHour;
  readonly hourEndMs: number;
  readonly unpaid: bigint;
}

/**
 * Gives every octet to the payer that paid for it, hour by hour, the first that can pay first: payers are given in the order of use. A payer pays for
 * each hour that its time touches, or for the rest of the one in which it came. The result depends on what counted in which hour and on nothing else: not on
 * when that was reported. What is paid and unpaid is what the hours add up to: one that has less than nothing takes it from those after it, and then from
 * those before.
 */
export function allocate(hours: readonly CountedHour[], payers: readonly Payer[]): Allocation {
  const left = payers.map(({ amount }) => amount);
  const unpaidParts: UnpaidPart[] = [];
  for (const part of partsOf(hours, payers)) {
    let open = part.until - part.from;
    for (let at = 0; at < payers.length && open > 0n; at++) {
      const rest = left[at] as bigint;
      if (rest === 0n || !paysForPart(payers[at] as Payer, part)) continue;
      const paid = rest < open ? rest : open;
      left[at] = rest - paid;
      open -= paid;
    }
    const { hourMs, hourEndMs, until } = part;
    if (open > 0n) unpaidParts.push({ end: { hourMs, counted: until }, hourEndMs, unpaid: open });
  }
  const paid = payers.map(({ amount }, at) => amount - (left[at] as bigint));
  return { paid, unpaid: unpaidParts.reduce((sum, { unpaid }) => sum + unpaid, 0n), unpaidParts };
}

/** A part of what counted in an hour, in which no payer comes. */
interface PartOfHour {
  readonly hourMs: number;
  readonly hourEndMs: number;
  readonly from: bigint;
  readonly until: bigint;
}

function partsOf(hours: readonly CountedHour[], payers: readonly Payer[]): readonly PartOfHour[] {
  const places = payers.flatMap(({ cameAt }) => cameAt ?? []);
  return balanced(hours).flatMap(({ hourMs, counted, untilMs: hourEndMs = hourMs + HOUR_MS }) => {
    const within = places.filter((place) => place.hourMs === hourMs && place.counted > 0n && place.counted < counted);
    const ends = [...new Set([...within.map((place) => place.counted), counted])].sort((a, b) => (a < b ? -1 : 1));
    return ends.map((until, at) => ({ hourMs, hourEndMs, from: ends[at - 1] ?? 0n, until }));
  });
}

function paysForPart(payer: Payer, { hourMs, hourEndMs, from }: PartOfHour): boolean {
  const { cameAt } = payer;
  return paysIn(payer, hourMs, hourEndMs) && (cameAt?.hourMs !== hourMs || cameAt.counted <= from);
}

/** By time. */
function balanced(hours: readonly CountedHour[]): readonly CountedHour[] {
  const sorted = [...hours].sort((a, b) => a.hourMs - b.hourMs);
  if (sorted.every(({ counted }) => counted >= 0n)) return sorted;
  const onward = withoutDebt(sorted, 0n);
  return withoutDebt(onward.hours.toReversed(), onward.owed).hours.toReversed();
}

function withoutDebt(hours: readonly CountedHour[], owedBefore: bigint): { readonly hours: readonly CountedHour[]; readonly owed: bigint } {
  let owed = owedBefore;
  const rest = hours.map((hour) => {
    const counted = hour.counted - owed;
    owed = counted < 0n ? -counted : 0n;
    return { ...hour, counted: counted < 0n ? 0n : counted };
  });
  return { hours: rest, owed };
}

export function paysIn(
  { validFromMs, expiresAtMs }: Pick<Payer, 'validFromMs' | 'expiresAtMs'>,
  hourMs: number,
  untilMs = hourMs + HOUR_MS,
): boolean {
  return validFromMs < untilMs && (expiresAtMs === null || expiresAtMs > hourMs);
}

/** What expires first goes first, what never expires last; what expires together stays in the order in which it is given. */
export function inOrderOfUse<T extends Pick<Payer, 'expiresAtMs'>>(payers: readonly T[]): readonly T[] {
  const end = ({ expiresAtMs }: T): number => expiresAtMs ?? Number.MAX_SAFE_INTEGER;
  return [...payers].sort((a, b) => end(a) - end(b));
}
