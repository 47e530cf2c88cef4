import { ACCOUNTS, type AmountMinor, type Ledger, type OneTimeItems, type ServiceWithPlan, type Transaction } from '@tapline/sdk';
import type { Purchase } from './purchase.js';

export interface PurchaseMoneyParts {
  readonly ledger: Ledger;
  readonly items: OneTimeItems;
}

/** What purchases move on customers' accounts. */
export class PurchaseMoney {
  constructor(private readonly parts: PurchaseMoneyParts) {}

  /** Whether the balance pays for it. */
  async isCovered(tx: Transaction, customerId: string, priceMinor: AmountMinor): Promise<boolean> {
    return priceMinor === 0 || (await this.parts.ledger.balance(tx, customerId)) >= priceMinor;
  }

  /** Charges a purchase; what free ones cost is nothing, and is not written down. */
  async charge(tx: Transaction, purchase: Purchase, service: ServiceWithPlan): Promise<Purchase> {
    const { id, customerId, priceMinor } = purchase;
    if (priceMinor === 0) return purchase;
    if (purchase.charge === 'next-bill') {
      const billItemId = await this.addToBill(tx, purchase, service, priceMinor);
      return { ...purchase, billItemId };
    }
    await this.parts.ledger.post(
      tx,
      {
        kind: 'topup.purchase',
        description: wordsOf(purchase, service),
        customerId,
        serviceId: service.id,
        postings: [{ debit: { customerId }, credit: ACCOUNTS.internetRevenue, amountMinor: priceMinor }],
      },
      { idempotencyKey: `topup:${id}` },
    );
    return purchase;
  }

  private async addToBill(tx: Transaction, purchase: Purchase, service: ServiceWithPlan, unitPriceMinor: AmountMinor): Promise<string> {
    const { customerId, id } = purchase;
    const draft = { customerId, serviceId: service.id, description: wordsOf(purchase, service), unitPriceMinor };
    return (await this.parts.items.add(tx, draft, { idempotencyKey: `topup:${id}` })).id;
  }
}

function wordsOf({ title, validity }: Purchase, { login }: ServiceWithPlan): string {
  return `${title}, ${validity}, ${login}`;
}
