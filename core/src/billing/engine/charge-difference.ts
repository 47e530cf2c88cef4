import type { AmountMinor, LocalDate, TaxTreatment } from '@tapline/sdk';
import type { DayNumber } from './day-number.js';
import { proratedAmount } from './proration.js';
import { isSameRate, type Rate, type RatedDays } from './wanted-charges.js';

/** How days were taxed when they were charged: they are given back so, whatever holds by then. */
export interface ChargedTax {
  readonly taxCode: string | null;
  /** The day whose tax rate counts. */
  readonly taxDate: LocalDate;
  readonly treatment: TaxTreatment;
}

/** Days, with their tax once they are charged. */
interface TaxedDays extends RatedDays {
  /** Not in what is only wanted, and not in what was charged before it was kept. */
  readonly tax?: ChargedTax;
}

/** Days that are charged, or given back: one row of what was charged. */
export interface ChargePiece extends TaxedDays {
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
  const standing = standingCharges(charged.filter(begun), (a, b) => isSameRate(a.rate, b.rate) && a.from === b.from);
  const isCharged = (days: RatedDays): boolean => standing.some((piece) => isSameRate(piece.rate, days.rate) && piece.from === days.from);
  const isWanted = (piece: RatedDays): boolean => wanted.some((days) => isSameRate(piece.rate, days.rate) && piece.from === days.from);
  return [
    ...standing.filter((piece) => !isWanted(piece)).map((piece) => toPiece(piece, true)),
    ...wanted.filter((days) => begun(days) && !isCharged(days)).map((days) => toPiece(days, false)),
  ];
}

function differenceOfDays({ wanted, charged }: Group, settledBefore: DayNumber): readonly ChargePiece[] {
  const edges = [...new Set([...wanted, ...charged].flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const pieces = new PieceList();
  for (const [index, edge] of edges.slice(0, -1).entries()) {
    const from = Math.max(edge, settledBefore);
    const to = edges[index + 1] as DayNumber;
    if (from >= to) continue;
    const target = wanted.find((days) => days.from <= from && to <= days.to);
    const standing = standingCharges(
      charged.filter((piece) => piece.from <= from && to <= piece.to),
      (a, b) => isSameRate(a.rate, b.rate),
    );
    const isKept = (rate: Rate): boolean => target !== undefined && isSameRate(rate, target.rate);
    for (const piece of standing) if (!isKept(piece.rate)) pieces.add({ ...piece, from, to }, true);
    if (target && !standing.some(({ rate }) => isKept(rate))) pieces.add({ ...target, from, to }, false);
  }
  return pieces.all();
}

/** The charges of the same days that were not given back, one of those that are alike. */
function standingCharges(pieces: readonly ChargePiece[], isAlike: (a: ChargePiece, b: ChargePiece) => boolean): readonly ChargePiece[] {
  const groups: ChargePiece[][] = [];
  for (const piece of pieces) {
    const group = groups.find(([first]) => first && isAlike(first, piece));
    if (group) group.push(piece);
    else groups.push([piece]);
  }
  return groups.flatMap(standingOf);
}

function standingOf(alike: readonly ChargePiece[]): readonly ChargePiece[] {
  const charges = alike.filter(({ isCredit }) => !isCredit);
  const credits = alike.filter(({ isCredit }) => isCredit);
  if (charges.length <= credits.length) return [];
  for (const credit of credits) {
    const index = charges.findIndex(({ tax }) => isSameTax(tax, credit.tax));
    charges.splice(Math.max(index, 0), 1);
  }
  return charges.slice(0, 1);
}

function isSameTax(a: ChargedTax | undefined, b: ChargedTax | undefined): boolean {
  return a === b || (a?.taxCode === b?.taxCode && a?.taxDate === b?.taxDate && a?.treatment === b?.treatment);
}

/** Puts neighbouring days of one rate and tax together. */
class PieceList {
  readonly #days: { days: TaxedDays; isCredit: boolean }[] = [];

  add(days: TaxedDays, isCredit: boolean): void {
    const continues = (known: TaxedDays): boolean =>
      known.to === days.from && isSameRate(known.rate, days.rate) && isSameTax(known.tax, days.tax);
    const index = this.#days.findIndex((known) => known.isCredit === isCredit && continues(known.days));
    const known = this.#days[index];
    if (known) this.#days[index] = { days: { ...known.days, to: days.to }, isCredit };
    else this.#days.push({ days, isCredit });
  }

  all(): readonly ChargePiece[] {
    return this.#days.map(({ days, isCredit }) => toPiece(days, isCredit));
  }
}

function toPiece({ period, proration, from, to, rate, tax }: TaxedDays, isCredit: boolean): ChargePiece {
  const amountMinor = proratedAmount(period, rate.periodPriceMinor, proration, { from, to });
  const piece = { period, proration, from, to, rate, isCredit, amountMinor: isCredit ? 0 - amountMinor : amountMinor };
  return tax === undefined ? piece : { ...piece, tax };
}
