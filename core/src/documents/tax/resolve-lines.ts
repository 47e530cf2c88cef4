import { type DocumentLineDraft, invalid, type LocalDate, multiplyRatio, type TaxRate, type TaxTreatment, taxRateOn } from '@tapline/sdk';
import type { ResolvedLine } from '../calculation/resolved-line.js';

/** What the tax of lines is called whose recipient owes it. */
export const REVERSE_CHARGE = 'Reverse charge';

/** Gives each line its rate of the day and its amount. Throws `TAX_CODE_UNKNOWN`, `TAX_RATE_MISSING`. */
export function resolveLines(
  lines: readonly DocumentLineDraft[],
  tax: { readonly rates: readonly TaxRate[]; readonly treatment: TaxTreatment; readonly supplyDate: LocalDate },
): readonly ResolvedLine[] {
  return lines.map((line) => {
    const { quantityThousandths = 1000, taxTreatment: treatment = tax.treatment } = line;
    const rate = line.taxCode === null ? undefined : rateOn(tax.rates, line.taxCode, line.taxDate ?? tax.supplyDate);
    return {
      description: line.description,
      quantityThousandths,
      unit: line.unit ?? null,
      unitPriceMinor: line.unitPriceMinor,
      amountMinor: line.amountMinor ?? multiplyRatio(line.unitPriceMinor, quantityThousandths, 1000),
      isTaxIncluded: line.isTaxIncluded,
      isTaxWaived: rate !== undefined && treatment !== 'standard',
      taxCode: line.taxCode,
      taxTitle: titleOf(rate, treatment),
      ratePartsPerMillion: rate?.ratePartsPerMillion ?? 0,
      revenue: line.revenue,
      serviceId: line.serviceId ?? null,
      periodFrom: line.periodFrom ?? null,
      periodTo: line.periodTo ?? null,
      ...(line.creditsLine === undefined ? {} : { creditsLine: line.creditsLine }),
    };
  });
}

function rateOn(rates: readonly TaxRate[], code: string, date: LocalDate): TaxRate {
  if (!rates.some((rate) => rate.code === code)) {
    throw invalid('TAX_CODE_UNKNOWN', `there is no tax rate with the code "${code}"; define it under Settings, Taxes`, 'taxCode');
  }
  const rate = taxRateOn(rates, code, date);
  if (!rate) throw invalid('TAX_RATE_MISSING', `the tax "${code}" has no rate on ${date}; define one that is valid from then`, 'taxCode');
  return rate;
}

function titleOf(rate: TaxRate | undefined, treatment: TaxTreatment): string {
  if (!rate) return 'No tax';
  if (treatment === 'exempt') return 'Exempt';
  return treatment === 'reverse-charge' ? REVERSE_CHARGE : rate.title;
}
