import type { JsonSchema, PlanSale } from '@tapline/sdk';

/** What plans can be booked as; one-time items and deposits are none. */
export const PLAN_REVENUE = ['internet', 'recurring', 'other'] as const;

/** How plans are sold unless they say otherwise. */
export const USUAL_SALE: PlanSale = { isTaxIncluded: true, taxCode: null, revenue: 'internet' };

export const PLAN_SALE_PROPERTIES = {
  isTaxIncluded: { type: 'boolean', title: 'The price holds the tax' },
  taxCode: {
    type: ['string', 'null'] as unknown as 'string',
    title: 'Tax',
    description: "The code of a tax rate; null for the company's own.",
    maxLength: 30,
  },
  revenue: {
    type: 'string',
    title: 'Booked as',
    enum: PLAN_REVENUE,
    'x-enum-titles': ['Internet', 'Recurring services', 'Other'],
  },
} as const satisfies Record<string, JsonSchema>;

/** As it is kept beside prices and charges: nothing for what is sold as usual. */
export function saleText(sale: PlanSale): string | null {
  const { isTaxIncluded, taxCode, revenue } = sale;
  const isUsual = sale === USUAL_SALE || (isTaxIncluded && taxCode === null && revenue === USUAL_SALE.revenue);
  return isUsual ? null : JSON.stringify({ isTaxIncluded, taxCode, revenue });
}

export function saleFromText(text: string | number | null | undefined): PlanSale {
  return typeof text === 'string' ? (JSON.parse(text) as PlanSale) : USUAL_SALE;
}
