const HOUR_MS = 3_600_000;

/** Something that pays for traffic. Amounts are in hundredths of an octet. */
export interface Payer {
  /** What it has at the begin of the period. */
  readonly amount: bigint;
  readonly validFromMs: number;
  readonly expiresAtMs: number | null;
}

/** What counted in an hour, in hundredths of an octet. */
export interface CountedHour {
  readonly hourMs: number;
  readonly counted: bigint;
  /** Where only the day is known: what pays in an hour of it may pay for all of it. */
  readonly untilMs?: number | undefined;
}

export interface Allocation {
  /** What each payer has paid, in the order in which they were given. */
  readonly paid: readonly bigint[];
  readonly unpaid: bigint;
  /** The hours in which something was left unpaid, by time. */
  readonly unpaidHours: readonly UnpaidHour[];
}

export interface UnpaidHour {
  readonly hourMs: number;
  readonly hourEndMs: number;
  readonly unpaid: bigint;
}

/**
 * Gives every octet to the payer that paid for it, hour by hour, the first that can pay first: payers are given in the order of use. A payer pays for
 * each hour that its time touches. The result depends on what counted in which hour and on nothing else: not on when that was reported. What is paid and
 * unpaid is what the hours add up to: one that has less than nothing takes it from those after it, and then from those before.
 */
export function allocate(hours: readonly CountedHour[], payers: readonly Payer[]): Allocation {
  const left = payers.map(({ amount }) => amount);
  const unpaidHours: UnpaidHour[] = [];
  for (const { hourMs, counted, untilMs = hourMs + HOUR_MS } of balanced(hours)) {
    let open = counted;
    for (let at = 0; at < payers.length && open > 0n; at++) {
      const rest = left[at] as bigint;
      if (rest === 0n || !paysIn(payers[at] as Payer, hourMs, untilMs)) continue;
      const part = rest < open ? rest : open;
      left[at] = rest - part;
      open -= part;
    }
    if (open > 0n) unpaidHours.push({ hourMs, hourEndMs: untilMs, unpaid: open });
  }
  const paid = payers.map(({ amount }, at) => amount - (left[at] as bigint));
  return { paid, unpaid: unpaidHours.reduce((sum, { unpaid }) => sum + unpaid, 0n), unpaidHours };
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
