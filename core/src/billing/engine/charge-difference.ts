import type { AmountMinor } from '@tapline/sdk';
import type { DayNumber } from './day-number.js';
import { proratedAmount } from './proration.js';
import { isSameRate, type Rate, type RatedDays } from './wanted-charges.js';

/** Days that are charged, or given back: one row of what was charged. */
export interface ChargePiece extends RatedDays {
  readonly isCredit: boolean;
  /** Under 0 for a credit. */
  readonly amountMinor: AmountMinor;
}

/** What has to be charged and given back so that what was charged becomes what is wanted. Both of one service. */
export function chargeDifference(
  wanted: readonly RatedDays[],
  charged: readonly ChargePiece[],
  settledBefore: DayNumber,
): readonly ChargePiece[] {
  const groups = new Map<string, { wanted: RatedDays[]; charged: ChargePiece[] }>();
  const groupOf = ({ period, proration }: RatedDays) => {
    const key = `${period.start} ${period.end} ${proration}`;
    const group = groups.get(key) ?? { wanted: [], charged: [] };
    groups.set(key, group);
    return group;
  };
  for (const days of wanted) groupOf(days).wanted.push(days);
  for (const piece of charged) groupOf(piece).charged.push(piece);
  return [...groups.values()]
    .flatMap((group) => (isWhole(group) ? differenceOfWhole(group, settledBefore) : differenceOfDays(group, settledBefore)))
    .sort((a, b) => a.period.start - b.period.start || Number(b.isCredit) - Number(a.isCredit) || a.from - b.from);
}

interface Group {
  readonly wanted: readonly RatedDays[];
  readonly charged: readonly ChargePiece[];
}

function isWhole({ wanted, charged }: Group): boolean {
  return (wanted[0] ?? charged[0])?.proration === 'none';
}

/** A period that is charged whole or not at all. */
function differenceOfWhole({ wanted, charged }: Group, settledBefore: DayNumber): readonly ChargePiece[] {
  const begun = ({ period }: RatedDays): boolean => period.start >= settledBefore;
  const standing = charged.filter(begun).filter((piece, _index, all) => isStanding(piece, all));
  const isCharged = (days: RatedDays): boolean => standing.some((piece) => isSameRate(piece.rate, days.rate) && piece.from === days.from);
  const isWanted = (piece: RatedDays): boolean => wanted.some((days) => isSameRate(piece.rate, days.rate) && piece.from === days.from);
  return [
    ...standing.filter((piece) => !isWanted(piece)).map((piece) => toPiece(piece, true)),
    ...wanted.filter((days) => begun(days) && !isCharged(days)).map((days) => toPiece(days, false)),
  ];
}

/** Whether a charge was not given back. */
function isStanding(piece: ChargePiece, all: readonly ChargePiece[]): boolean {
  const same = all.filter((other) => isSameRate(other.rate, piece.rate) && other.from === piece.from);
  const net = same.reduce((sum, other) => sum + (other.isCredit ? -1 : 1), 0);
  return !piece.isCredit && net > 0 && same.find((other) => !other.isCredit) === piece;
}

function differenceOfDays({ wanted, charged }: Group, settledBefore: DayNumber): readonly ChargePiece[] {
  const edges = [...new Set([...wanted, ...charged].flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const pieces = new PieceList();
  for (const [index, edge] of edges.slice(0, -1).entries()) {
    const from = Math.max(edge, settledBefore);
    const to = edges[index + 1] as DayNumber;
    if (from >= to) continue;
    const target = wanted.find((days) => days.from <= from && to <= days.to);
    const standing = netRates(charged.filter((piece) => piece.from <= from && to <= piece.to));
    const isKept = (rate: Rate): boolean => target !== undefined && isSameRate(rate, target.rate);
    for (const piece of standing) if (!isKept(piece.rate)) pieces.add({ ...piece, from, to }, true);
    if (target && !standing.some(({ rate }) => isKept(rate))) pieces.add({ ...target, from, to }, false);
  }
  return pieces.all();
}

/** What stands of charges and credits for the same days. */
function netRates(pieces: readonly ChargePiece[]): readonly RatedDays[] {
  const net: { days: RatedDays; count: number }[] = [];
  for (const piece of pieces) {
    const known = net.find(({ days }) => isSameRate(days.rate, piece.rate));
    if (known) known.count += piece.isCredit ? -1 : 1;
    else net.push({ days: piece, count: piece.isCredit ? -1 : 1 });
  }
  return net.filter(({ count }) => count > 0).map(({ days }) => days);
}

/** Puts neighbouring days of one rate together. */
class PieceList {
  readonly #days: { days: RatedDays; isCredit: boolean }[] = [];

  add(days: RatedDays, isCredit: boolean): void {
    const index = this.#days.findIndex(
      (known) => known.isCredit === isCredit && known.days.to === days.from && isSameRate(known.days.rate, days.rate),
    );
    const known = this.#days[index];
    if (known) this.#days[index] = { days: { ...known.days, to: days.to }, isCredit };
    else this.#days.push({ days, isCredit });
  }

  all(): readonly ChargePiece[] {
    return this.#days.map(({ days, isCredit }) => toPiece(days, isCredit));
  }
}

function toPiece({ period, proration, from, to, rate }: RatedDays, isCredit: boolean): ChargePiece {
  const amountMinor = proratedAmount(period, rate.periodPriceMinor, proration, { from, to });
  return { period, proration, from, to, rate, isCredit, amountMinor: isCredit ? 0 - amountMinor : amountMinor };
}
