import { type DocumentLine, type DocumentTotals, multiplyRatio, type TaxTotal } from '@tapline/sdk';
import type { ResolvedLine } from './resolved-line.js';

const MILLION = 1_000_000;

/**
 * What lines come to. Tax is worked out once for each rate (and way of pricing) over the sum of its lines, rounded half-up, and then
 * divided among the lines so that they add up to it: no line is a whole minor unit or more away from its own exact tax.
 */
export function calculateDocument(lines: readonly ResolvedLine[], totalRoundingMinor: number): DocumentTotals {
  const calculated: DocumentLine[] = [];
  const taxes = new Map<string, TaxTotal>();
  for (const group of groupsOf(lines)) calculateGroup(lines, group, calculated, taxes);
  const netMinor = sum(calculated.map((line) => line.netMinor));
  const taxMinor = sum(calculated.map((line) => line.taxMinor));
  const exactMinor = netMinor + taxMinor;
  const totalMinor = multiplyRatio(exactMinor, 1, totalRoundingMinor) * totalRoundingMinor;
  return { lines: calculated, taxes: [...taxes.values()], netMinor, taxMinor, roundingMinor: totalMinor - exactMinor, totalMinor };
}

/** The places of lines that are taxed together. */
function groupsOf(lines: readonly ResolvedLine[]): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const key = `${taxKey(line)}/${line.isTaxIncluded}/${line.isTaxWaived}`;
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  });
  return groups.values();
}

function calculateGroup(
  lines: readonly ResolvedLine[],
  group: readonly number[],
  calculated: DocumentLine[],
  taxes: Map<string, TaxTotal>,
): void {
  let runningMinor = 0;
  let runningTaxMinor = 0;
  for (const index of group) {
    const { taxTitle, amountMinor, isTaxWaived, ...line } = lines[index] as ResolvedLine;
    // The tax of the sum so far, less what the lines before have: the parts telescope to the tax of the whole.
    runningMinor += amountMinor;
    const nextTaxMinor = taxOf(runningMinor, line.ratePartsPerMillion, line.isTaxIncluded);
    const priceTaxMinor = nextTaxMinor - runningTaxMinor;
    runningTaxMinor = nextTaxMinor;
    const netMinor = line.isTaxIncluded ? amountMinor - priceTaxMinor : amountMinor;
    const taxMinor = isTaxWaived ? 0 : priceTaxMinor;
    const ratePartsPerMillion = isTaxWaived ? 0 : line.ratePartsPerMillion;
    calculated[index] = { ...line, ratePartsPerMillion, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
    addTo(taxes, { taxCode: line.taxCode, title: taxTitle, ratePartsPerMillion, netMinor, taxMinor });
  }
}

function taxOf(amountMinor: number, ratePartsPerMillion: number, isIncluded: boolean): number {
  return multiplyRatio(amountMinor, ratePartsPerMillion, isIncluded ? MILLION + ratePartsPerMillion : MILLION);
}

function addTo(taxes: Map<string, TaxTotal>, part: TaxTotal): void {
  const key = taxKey(part);
  const known = taxes.get(key);
  // Without tax for more than one reason: a customer's treatment has changed between what is charged and what is given back.
  const title = known && !known.title.includes(part.title) ? `${known.title}, ${part.title}` : (known?.title ?? part.title);
  taxes.set(key, known ? { ...known, title, netMinor: known.netMinor + part.netMinor, taxMinor: known.taxMinor + part.taxMinor } : part);
}

function taxKey({ taxCode, ratePartsPerMillion }: Pick<TaxTotal, 'taxCode' | 'ratePartsPerMillion'>): string {
  return `${taxCode ?? ''}@${ratePartsPerMillion}`;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
