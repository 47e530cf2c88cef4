import { randomUUID } from 'node:crypto';
import {
  type Clock,
  type Company,
  type CustomerDirectory,
  conflict,
  type LocalDate,
  notFound,
  refused,
  type Transaction,
} from '@tapline/sdk';
import { maskIban } from '../banking/iban.js';
import { type Amendment, lapsesOn, type Mandate, NO_AMENDMENT } from './mandate.js';
import { checkedAccount, checkedDraft, checkedReference, type MandateDraft } from './mandate-draft.js';
import type { MandateStore } from './mandate-store.js';

export type AccountChange = Pick<MandateDraft, 'iban' | 'bic' | 'street' | 'postCode' | 'town' | 'country'>;

/** What happens to mandates; each change stands in their history. */
export class MandateService {
  constructor(
    private readonly parts: {
      readonly store: MandateStore;
      readonly customers: CustomerDirectory;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  /** By id or reference. Throws `SEPA_MANDATE_UNKNOWN`. */
  async get(tx: Transaction, idOrReference: string): Promise<Mandate> {
    const { store } = this.parts;
    const found = (await store.find(tx, idOrReference)) ?? (await store.findByReference(tx, idOrReference));
    if (found) return found;
    throw notFound('SEPA_MANDATE_UNKNOWN', `there is no mandate with the id or reference "${idOrReference}"`);
  }

  /** Throws `SEPA_MANDATE_REFERENCE_TAKEN`, and what is wrong with the draft. */
  async create(tx: Transaction, customerId: string, draft: MandateDraft, by: string): Promise<Mandate> {
    const { store, customers, company, clock } = this.parts;
    const customer = await customers.lock(tx, customerId);
    const checked = checkedDraft(draft, company.today());
    const wanted = draft.reference?.trim() ?? '';
    const reference = wanted === '' ? await this.nextReference(tx, customer) : checkedReference(wanted);
    if (await store.findByReference(tx, reference)) {
      throw conflict(
        'SEPA_MANDATE_REFERENCE_TAKEN',
        `there is a mandate ${reference} already; references that differ in case only are one`,
        'reference',
      );
    }
    const atMs = clock.nowMs();
    const mandate: Mandate = {
      id: randomUUID(),
      customerId,
      reference,
      creditorId: draft.creditorId,
      scheme: draft.scheme,
      type: draft.type,
      ...checked,
      usedElsewhereOn: checked.lastUsedOn,
      state: 'active',
      stateReason: null,
      blockedByItemId: null,
      isEnding: false,
      amendment: null,
      origin: draft.origin,
      createdAtMs: atMs,
      changedAtMs: atMs,
    };
    await store.put(tx, mandate);
    await this.note(
      tx,
      mandate.id,
      `entered: ${mandate.scheme}, ${mandate.type}, ${maskIban(mandate.iban)}, signed on ${mandate.signedOn}`,
      by,
    );
    return mandate;
  }

  /** The debtor has another account: the next collection tells the bank (SMNDA). Throws `SEPA_MANDATE_OVER`, and what is wrong with the account. */
  async changeAccount(tx: Transaction, mandateId: string, account: AccountChange, by: string): Promise<Mandate> {
    const mandate = await this.open(tx, mandateId);
    const checked = checkedAccount(account);
    const open = { state: 'active', stateReason: null, blockedByItemId: null } as const;
    if (checked.iban === mandate.iban) return this.change(tx, mandate, { ...checked, ...open }, 'BIC or address corrected', by);
    // A bank that was told of nothing yet needs no amendment.
    const amendment = mandate.lastUsedOn === null ? mandate.amendment : { ...openAmendment(mandate), isNewAccount: true };
    const what = `new account: ${maskIban(mandate.iban)} → ${maskIban(checked.iban)}`;
    return this.change(tx, mandate, { ...checked, ...open, amendment }, what, by);
  }

  /** Throws `SEPA_MANDATE_OVER`, `SEPA_MANDATE_REFERENCE_TAKEN`, `SEPA_MANDATE_INVALID`. */
  async changeReference(tx: Transaction, mandateId: string, text: string, by: string): Promise<Mandate> {
    const mandate = await this.open(tx, mandateId);
    const reference = checkedReference(text);
    if (reference === mandate.reference) return mandate;
    const other = await this.parts.store.findByReference(tx, reference);
    if (other && other.id !== mandate.id)
      throw conflict('SEPA_MANDATE_REFERENCE_TAKEN', `there is a mandate ${reference} already`, 'reference');
    const known = openAmendment(mandate);
    const originalReference = known.originalReference ?? mandate.reference;
    const amendment = mandate.lastUsedOn === null ? mandate.amendment : { ...known, originalReference };
    return this.change(tx, mandate, { reference, amendment }, `new reference: ${mandate.reference} → ${reference}`, by);
  }

  /** The next collection is the last one. Throws `SEPA_MANDATE_OVER`. */
  async end(tx: Transaction, mandateId: string, isEnding: boolean, by: string): Promise<Mandate> {
    const mandate = await this.open(tx, mandateId);
    return this.change(tx, mandate, { isEnding }, isEnding ? 'the next collection is the last' : 'goes on', by);
  }

  /** Taken back, for good; the same again changes nothing. */
  async revoke(tx: Transaction, mandateId: string, reason: string, by: string): Promise<Mandate> {
    const mandate = await this.locked(tx, mandateId);
    if (mandate.state === 'revoked') return mandate;
    return this.change(tx, mandate, { state: 'revoked', stateReason: reason }, `revoked: ${reason}`, by);
  }

  /** A person has looked at what blocked it. Throws `SEPA_MANDATE_OVER`. */
  async release(tx: Transaction, mandateId: string, by: string): Promise<Mandate> {
    const mandate = await this.open(tx, mandateId);
    if (mandate.state === 'active') return mandate;
    return this.change(tx, mandate, { state: 'active', stateReason: null, blockedByItemId: null }, 'active again', by);
  }

  /** Nothing is collected by it until a person has looked at it. One that has done its work stays so. */
  async block(tx: Transaction, mandateId: string, why: { readonly itemId: string; readonly reason: string }): Promise<void> {
    const mandate = await this.locked(tx, mandateId);
    if (mandate.state !== 'active') return;
    const { itemId, reason } = why;
    await this.change(tx, mandate, { state: 'blocked', stateReason: reason, blockedByItemId: itemId }, `blocked: ${reason}`);
  }

  /** Takes a block back that a collection's return has set, when that return is undone. */
  async unblock(tx: Transaction, mandateId: string, itemId: string): Promise<void> {
    const mandate = await this.locked(tx, mandateId);
    if (mandate.state !== 'blocked' || mandate.blockedByItemId !== itemId) return;
    const open = { state: 'active', stateReason: null, blockedByItemId: null } as const;
    await this.change(tx, mandate, open, 'what had blocked it was undone');
  }

  /** Something is collected by it. */
  async use(
    tx: Transaction,
    mandate: Mandate,
    {
      itemId,
      date,
      amendment,
      creditorId,
    }: { readonly itemId: string; readonly date: LocalDate; readonly amendment: Amendment | null; readonly creditorId: string },
  ): Promise<void> {
    const isOver = mandate.type === 'one-off' || mandate.isEnding;
    await this.parts.store.put(tx, {
      ...mandate,
      creditorId,
      lastUsedOn: mandate.lastUsedOn !== null && mandate.lastUsedOn > date ? mandate.lastUsedOn : date,
      amendment: amendment ? { ...amendment, carriedByItemId: itemId } : mandate.amendment,
      state: isOver ? 'used' : mandate.state,
      changedAtMs: this.parts.clock.nowMs(),
    });
  }

  /** Notes that mandates have lapsed; how many. */
  async lapse(tx: Transaction): Promise<number> {
    const today = this.parts.company.today();
    const lapsed = (await this.parts.store.active(tx)).filter((mandate) => lapsesOn(mandate) <= today);
    let count = 0;
    for (const { id } of lapsed) {
      // Something may have been collected by it meanwhile.
      const mandate = await this.locked(tx, id);
      if (mandate.state !== 'active' || lapsesOn(mandate) > today) continue;
      await this.change(tx, mandate, { state: 'lapsed', stateReason: 'nothing was collected for 36 months' }, 'lapsed after 36 months');
      count += 1;
    }
    return count;
  }

  note(tx: Transaction, mandateId: string, what: string, by = tx.actor.name): Promise<void> {
    return this.parts.store.note(tx, mandateId, { atMs: this.parts.clock.nowMs(), by, what });
  }

  /** Runs, banks' answers and people change mandates: each under the lock of the customer, by what is true then. */
  private async locked(tx: Transaction, mandateId: string): Promise<Mandate> {
    const { customerId, id } = await this.get(tx, mandateId);
    await this.parts.customers.lock(tx, customerId);
    return this.get(tx, id);
  }

  private async open(tx: Transaction, mandateId: string): Promise<Mandate> {
    const mandate = await this.locked(tx, mandateId);
    if (mandate.state === 'active' || mandate.state === 'blocked') return mandate;
    throw refused('SEPA_MANDATE_OVER', `the mandate ${mandate.reference} is ${mandate.state}; enter a new one`);
  }

  private async nextReference(tx: Transaction, customer: { readonly id: string; readonly number: number }): Promise<string> {
    const own = await this.parts.store.ofCustomer(tx, customer.id);
    for (let next = own.length + 1; ; next++) {
      const reference = `K${customer.number}-${next}`;
      if (!(await this.parts.store.findByReference(tx, reference))) return reference;
    }
  }

  private async change(tx: Transaction, mandate: Mandate, changes: Partial<Mandate>, what: string, by?: string): Promise<Mandate> {
    const changed = { ...mandate, ...changes, changedAtMs: this.parts.clock.nowMs() };
    await this.parts.store.put(tx, changed);
    await this.note(tx, mandate.id, what, by);
    return changed;
  }
}

/** What the bank has not been told yet; a new one where it has been told all. */
function openAmendment({ amendment }: Mandate): Amendment {
  return amendment?.carriedByItemId === null ? amendment : NO_AMENDMENT;
}
