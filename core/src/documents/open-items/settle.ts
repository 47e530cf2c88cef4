/** Something to pay or to pay with, of which some is left. */
export interface ItemLeft {
  readonly id: string;
  readonly openMinor: number;
}

/** A part of a credit that pays a part of a debit; a credit of null is money on the balance that came by no payment. */
export interface Allocation {
  readonly debitId: string;
  readonly creditId: string | null;
  readonly amountMinor: number;
}

/**
 * Lets what a customer has pay what it owes, oldest first. What the balance has over is `availableMinor`; where charges without an invoice
 * (a prepaid day) have used up money, it is less than the credits, and the oldest credits are the ones used up.
 */
export function settle(items: {
  readonly availableMinor: number;
  readonly debits: readonly ItemLeft[];
  readonly credits: readonly ItemLeft[];
}): readonly Allocation[] {
  const creditMinor = items.credits.reduce((sum, { openMinor }) => sum + openMinor, 0);
  const sources = withoutOldest(items.credits, creditMinor - items.availableMinor);
  const allocations: Allocation[] = [];
  let availableMinor = items.availableMinor;
  let source = 0;
  for (const debit of items.debits) {
    for (let openMinor = debit.openMinor; openMinor > 0 && availableMinor > 0; ) {
      const credit = sources[source];
      const amountMinor = Math.min(openMinor, availableMinor, credit?.openMinor ?? availableMinor);
      allocations.push({ debitId: debit.id, creditId: credit?.id ?? null, amountMinor });
      openMinor -= amountMinor;
      availableMinor -= amountMinor;
      if (!credit) continue;
      if (credit.openMinor === amountMinor) source++;
      else sources[source] = { id: credit.id, openMinor: credit.openMinor - amountMinor };
    }
  }
  return allocations;
}

function withoutOldest(credits: readonly ItemLeft[], usedMinor: number): ItemLeft[] {
  let leftMinor = Math.max(0, usedMinor);
  return credits.flatMap(({ id, openMinor }) => {
    const taken = Math.min(leftMinor, openMinor);
    leftMinor -= taken;
    return openMinor > taken ? [{ id, openMinor: openMinor - taken }] : [];
  });
}
