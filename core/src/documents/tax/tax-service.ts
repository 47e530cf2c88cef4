import { conflict, createToken, invalid, notFound, type TaxRate, type Transaction } from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { isDuplicate } from '../../kernel/database/database-error.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import type { LedgerService } from '../../ledger/ledger-service.js';
import { taxAccount } from '../../ledger/posting-rules.js';
import { TAX_PROFILE_SCHEMA, TAX_RATE_SCHEMA } from './tax-schema.js';
import { STANDARD_PROFILE, type TaxProfile, type TaxStore } from './tax-store.js';

const validateRate = compileValidator<TaxRate>(TAX_RATE_SCHEMA, 'TAX_RATE_INVALID');
const validateProfile = compileValidator<TaxProfile>(TAX_PROFILE_SCHEMA, 'TAX_PROFILE_INVALID');

/** The tax rates with their days of validity, and how tax applies to each customer. */
export class TaxService {
  constructor(
    private readonly store: TaxStore,
    private readonly ledger: LedgerService,
    private readonly customers: CustomerService,
    private readonly audit: AuditLog,
  ) {}

  /** Of every code, the latest first. */
  rates(tx: Transaction): Promise<readonly TaxRate[]> {
    return this.store.rates(tx);
  }

  /** Adds a rate: a new code, or the next rate of a known one. Documents issued before keep theirs. */
  async define(tx: Transaction, rate: TaxRate): Promise<TaxRate> {
    const valid = validateRate(rate);
    try {
      await this.store.insert(tx, valid);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw conflict('TAX_RATE_TAKEN', `${valid.code} has a rate from ${valid.validFrom} already; remove that one first`, 'validFrom');
    }
    await this.ledger.openAccount(tx, taxAccount(valid.code, valid.ratePartsPerMillion), 'liability');
    await this.audit.record(tx, { action: 'tax.define', subject: `tax:${valid.code}`, details: { ...valid } });
    return valid;
  }

  /** Takes a rate away again: what is issued from then on falls under the rate before it. */
  async remove(tx: Transaction, code: string, validFrom: string): Promise<void> {
    if ((await this.store.remove(tx, code, validFrom)) === 0) {
      throw notFound('TAX_RATE_UNKNOWN', `there is no rate of ${code} from ${validFrom}`);
    }
    await this.audit.record(tx, { action: 'tax.remove', subject: `tax:${code}`, details: { validFrom } });
  }

  async profile(tx: Transaction, customerId: string): Promise<TaxProfile> {
    return (await this.store.profiles(tx, [customerId])).get(customerId) ?? STANDARD_PROFILE;
  }

  /** Those who have none of their own are not in the answer: they are taxed by the standard rules. */
  profiles(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, TaxProfile>> {
    return this.store.profiles(tx, customerIds);
  }

  async setProfile(tx: Transaction, customerId: string, profile: Partial<TaxProfile>): Promise<TaxProfile> {
    const valid = validateProfile({ ...STANDARD_PROFILE, ...profile });
    if (valid.treatment === 'reverse-charge' && !valid.taxNumber) {
      throw invalid('TAX_NUMBER_MISSING', 'a reverse-charge customer needs a tax number: documents must show it', 'taxNumber');
    }
    await this.customers.lock(tx, customerId);
    await this.store.setProfile(tx, customerId, valid);
    await this.audit.record(tx, { action: 'customer.taxProfile', subject: `customer:${customerId}`, details: { ...valid } });
    return valid;
  }
}

export const TAX_SERVICE = createToken<TaxService>('core.tax-service');
