import {
  type DocumentDraft,
  type DocumentLine,
  type DocumentTotals,
  type IssuedDocument,
  invalid,
  multiplyRatio,
  refused,
  type TaxTotal,
} from '@tapline/sdk';

/** A part of one line of an invoice that is to be given back. */
export interface LineToCredit {
  /** From 0. */
  readonly line: number;
  /** With its tax. */
  readonly grossMinor: number;
}

interface Remaining {
  netMinor: number;
  taxMinor: number;
}

/**
 * What a credit note gives back: the lines named, or all that is left of the invoice. Each line keeps its rate of then; several credit notes never
 * give back more than the invoice asked for, as a whole and of each line, and the last one exactly what is left. Credit notes written by hand
 * name no lines: they count on lines of their rate first. Throws `CREDIT_NOTHING_LEFT`, `CREDIT_TOO_MUCH`.
 */
export function creditTotals(
  invoice: IssuedDocument,
  before: readonly IssuedDocument[],
  wanted: readonly LineToCredit[] | undefined,
): DocumentTotals {
  const remaining = remainingOf(invoice, before);
  const lines = wanted ? wanted.map((each) => partOf(invoice, remaining, each)) : restOf(invoice, remaining);
  if (lines.length === 0) throw nothingLeft(invoice);
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0);
  const isWhole = remaining.every((each) => each.netMinor === 0 && each.taxMinor === 0);
  const creditedRounding = before.reduce((sum, note) => sum + note.roundingMinor, 0);
  const roundingMinor = isWhole ? invoice.roundingMinor - creditedRounding : 0;
  const totalMinor = netMinor + taxMinor + roundingMinor;
  if (totalMinor <= 0) throw nothingLeft(invoice);
  // Lines that give back already may leave less of the whole invoice than of the line.
  requireCreditable(invoice, before, totalMinor);
  return { lines, taxes: taxesOf(invoice, lines), netMinor, taxMinor, roundingMinor, totalMinor };
}

/** Whether a credit note over so much may follow those before it: together they never give back more than the invoice asked for. Throws `CREDIT_TOO_MUCH`. */
export function requireCreditable(invoice: IssuedDocument, before: readonly IssuedDocument[], totalMinor: number): void {
  const leftMinor = before.reduce((left, note) => left - note.totalMinor, invoice.totalMinor);
  if (totalMinor <= leftMinor) return;
  throw refused('CREDIT_TOO_MUCH', `${Math.max(0, leftMinor)} is left to credit of the whole invoice ${invoice.number}, not ${totalMinor}`);
}

/** As {@link requireCreditable}, of each line that the lines of a credit note name. Throws `CREDIT_LINE_UNKNOWN`, `CREDIT_TOO_MUCH`. */
export function requireLinesCreditable(invoice: IssuedDocument, before: readonly IssuedDocument[], lines: readonly DocumentLine[]): void {
  const left = [...leftOfLines(invoice, before)];
  for (const { creditsLine, grossMinor } of lines) {
    if (creditsLine === undefined) continue;
    const leftMinor = left[creditsLine];
    if (leftMinor === undefined) throw lineUnknown(invoice, creditsLine);
    if (grossMinor > leftMinor) throw tooMuch(invoice, creditsLine, { leftMinor, grossMinor });
    left[creditsLine] = leftMinor - grossMinor;
  }
}

/** Only what gives back an invoice by its name names lines of it. Throws `CREDIT_LINE_UNKNOWN`. */
export function requireNoLinesNamed(draft: DocumentDraft): DocumentDraft {
  if (draft.lines.every(({ creditsLine }) => creditsLine === undefined)) return draft;
  throw invalid('CREDIT_LINE_UNKNOWN', 'only a credit note that names its invoice gives back lines of it; name the invoice', 'lines');
}

/** What is left to credit of each line, with its tax. */
export function leftOfLines(invoice: IssuedDocument, before: readonly IssuedDocument[]): readonly number[] {
  return remainingOf(invoice, before).map(({ netMinor, taxMinor }) => netMinor + taxMinor);
}

function lineUnknown({ number }: IssuedDocument, line: number): Error {
  return invalid('CREDIT_LINE_UNKNOWN', `invoice ${number} has no line ${line + 1}`, 'lines');
}

function tooMuch(
  invoice: IssuedDocument,
  line: number,
  { leftMinor, grossMinor }: { readonly leftMinor: number; readonly grossMinor: number },
): Error {
  const named = `line ${line + 1}, "${invoice.lines[line]?.description}"`;
  return refused('CREDIT_TOO_MUCH', `of ${named}, ${leftMinor} is left to credit, not ${grossMinor}`);
}

function nothingLeft({ number }: IssuedDocument): Error {
  return refused('CREDIT_NOTHING_LEFT', `nothing is left of invoice ${number} to credit`);
}

function remainingOf(invoice: IssuedDocument, before: readonly IssuedDocument[]): Remaining[] {
  const remaining = invoice.lines.map(({ netMinor, taxMinor }) => ({ netMinor, taxMinor }));
  const written: DocumentLine[] = [];
  for (const line of before.flatMap(({ lines }) => lines)) {
    const left = remaining[line.creditsLine ?? -1];
    if (!left) {
      written.push(line);
      continue;
    }
    left.netMinor -= line.netMinor;
    left.taxMinor -= line.taxMinor;
  }
  takeWritten(invoice, remaining, written);
  return remaining;
}

/** Takes what lines without an original give back from the lines of their rate, and what is over from any. */
function takeWritten(invoice: IssuedDocument, remaining: readonly Remaining[], written: readonly DocumentLine[]): void {
  const takeFrom = (grossMinor: number, isMeant: (line: DocumentLine) => boolean): number => {
    let overMinor = grossMinor;
    for (const [index, left] of remaining.entries()) {
      const original = invoice.lines[index] as DocumentLine;
      const partMinor = Math.min(overMinor, left.netMinor + left.taxMinor);
      if (partMinor <= 0 || !isMeant(original)) continue;
      const taxMinor = taxWithin(original, left, partMinor);
      left.taxMinor -= taxMinor;
      left.netMinor -= partMinor - taxMinor;
      overMinor -= partMinor;
    }
    return overMinor;
  };
  let overMinor = 0;
  for (const line of written) {
    const ofRate = written.filter((other) => hasRateOf(other, line));
    if (ofRate[0] !== line) continue;
    const grossMinor = ofRate.reduce((sum, other) => sum + other.grossMinor, 0);
    overMinor += takeFrom(grossMinor, (original) => hasRateOf(original, line));
  }
  takeFrom(overMinor, () => true);
}

/** The tax in a part of what is left of a line: never more of either than is left. */
function taxWithin({ ratePartsPerMillion }: DocumentLine, left: Remaining, grossMinor: number): number {
  const exactMinor = multiplyRatio(grossMinor, ratePartsPerMillion, 1_000_000 + ratePartsPerMillion);
  return Math.min(Math.max(exactMinor, grossMinor - left.netMinor), left.taxMinor);
}

function hasRateOf(line: DocumentLine, other: Pick<DocumentLine, 'taxCode' | 'ratePartsPerMillion'>): boolean {
  return line.taxCode === other.taxCode && line.ratePartsPerMillion === other.ratePartsPerMillion;
}

function partOf(invoice: IssuedDocument, remaining: Remaining[], { line, grossMinor }: LineToCredit): DocumentLine {
  const original = invoice.lines[line];
  const left = remaining[line];
  if (!original || !left) throw lineUnknown(invoice, line);
  const leftMinor = left.netMinor + left.taxMinor;
  if (!Number.isSafeInteger(grossMinor) || grossMinor <= 0 || grossMinor > leftMinor) {
    throw tooMuch(invoice, line, { leftMinor, grossMinor });
  }
  const taxMinor = taxWithin(original, left, grossMinor);
  return take(original, line, left, { netMinor: grossMinor - taxMinor, taxMinor });
}

function restOf(invoice: IssuedDocument, remaining: Remaining[]): readonly DocumentLine[] {
  return invoice.lines.flatMap((original, line) => {
    const left = remaining[line] as Remaining;
    return left.netMinor === 0 && left.taxMinor === 0 ? [] : [take(original, line, left, { ...left })];
  });
}

function take(original: DocumentLine, line: number, left: Remaining, { netMinor, taxMinor }: Remaining): DocumentLine {
  left.netMinor -= netMinor;
  left.taxMinor -= taxMinor;
  const grossMinor = netMinor + taxMinor;
  const isWhole = grossMinor === original.grossMinor;
  const price = { unitPriceMinor: original.isTaxIncluded ? grossMinor : netMinor, quantityThousandths: 1000 };
  return { ...original, ...(isWhole ? {} : price), creditsLine: line, netMinor, taxMinor, grossMinor };
}

function taxesOf(invoice: IssuedDocument, lines: readonly DocumentLine[]): readonly TaxTotal[] {
  return invoice.taxes.flatMap((total) => {
    const own = lines.filter((line) => hasRateOf(line, total));
    if (own.length === 0) return [];
    const sum = (key: 'netMinor' | 'taxMinor'): number => own.reduce((added, line) => added + line[key], 0);
    return [{ ...total, netMinor: sum('netMinor'), taxMinor: sum('taxMinor') }];
  });
}
