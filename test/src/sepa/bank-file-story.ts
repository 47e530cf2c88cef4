import { balanceOf, openAmounts, type TestApplication } from '@tapline/core/testing';
import { type Ordered, ordersIn } from './bank.js';
import type { SepaStory } from './sepa-story.js';

export interface Line {
  readonly line: string;
  readonly state: string;
  readonly does: string;
  readonly words: string;
  readonly payer: string | null;
  readonly suggestions: readonly { readonly customerNumber: number; readonly documentNumbers: readonly string[] }[];
}

export interface Imported {
  readonly import: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly otherAccounts: readonly string[];
  readonly lines: readonly Line[];
}

export const upload = (name: string, text: string): object => ({ file: { name, contentBase64: Buffer.from(text).toString('base64') } });

/** An admin with files of the bank. */
export class BankFileStory {
  constructor(
    private readonly app: () => TestApplication,
    private readonly story: SepaStory,
  ) {}

  preview(text: string): Promise<Imported> {
    return this.story.ask('import-file', upload('bank.xml', text));
  }

  async take(text: string): Promise<Imported> {
    return this.story.ask('book-import', { import: (await this.preview(text)).import });
  }

  undo(imported: Imported): Promise<Imported> {
    return this.story.ask('undo-import', { import: imported.import, reason: 'wrong file' });
  }

  /** So many debtors whose invoices are in a file that the bank has, or one for each of these amounts. */
  async collected(
    wanted: number | readonly number[],
  ): Promise<{ readonly customerIds: readonly string[]; readonly orders: readonly Ordered[] }> {
    const customerIds: string[] = [];
    const orders: Ordered[] = [];
    for (const amountMinor of typeof wanted === 'number' ? Array<number>(wanted).fill(5000) : wanted) {
      const { customer } = await this.story.debtor({ amountMinor });
      customerIds.push(customer.id);
    }
    const run = await this.story.ask<{ run: string; files: { id: string }[] }>('collect', { dueUntil: '2027-12-31' });
    await this.story.ask('sent', { run: run.run });
    for (const { id } of run.files) orders.push(...ordersIn(await this.story.file(id)));
    return { customerIds, orders };
  }

  async balances(customerIds: readonly string[]): Promise<readonly number[]> {
    return Promise.all(customerIds.map((id) => balanceOf(this.app(), id)));
  }

  async standing(customerId: string): Promise<readonly number[]> {
    return [await balanceOf(this.app(), customerId), ...(await openAmounts(this.app(), customerId)).map(([, openMinor]) => openMinor)];
  }
}
