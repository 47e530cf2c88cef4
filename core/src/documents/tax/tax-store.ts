import type { TaxRate, TaxTreatment, Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';

/** What decides a customer's tax, and what documents say of the customer beside name and address. */
export interface TaxProfile {
  readonly treatment: TaxTreatment;
  readonly taxNumber: string | null;
  readonly registrationNumber: string | null;
}

export const STANDARD_PROFILE: TaxProfile = { treatment: 'standard', taxNumber: null, registrationNumber: null };

export class TaxStore {
  /** Of every code, the latest first. */
  async rates(tx: Transaction): Promise<readonly TaxRate[]> {
    const rows = (await sqlOf(tx)('tax_rate').orderBy([{ column: 'code' }, { column: 'valid_from', order: 'desc' }])) as Record<
      string,
      string
    >[];
    return rows.map((row) => ({
      code: String(row.code),
      title: String(row.title),
      ratePartsPerMillion: Number(row.rate_parts_per_million),
      validFrom: String(row.valid_from),
    }));
  }

  async insert(tx: Transaction, rate: TaxRate): Promise<void> {
    await sqlOf(tx)('tax_rate').insert({
      code: rate.code,
      valid_from: rate.validFrom,
      title: rate.title,
      rate_parts_per_million: rate.ratePartsPerMillion,
    });
  }

  async remove(tx: Transaction, code: string, validFrom: string): Promise<number> {
    return sqlOf(tx)('tax_rate').where({ code, valid_from: validFrom }).delete();
  }

  async profiles(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, TaxProfile>> {
    const rows = (await sqlOf(tx)('customer_tax_profile').whereIn('customer_id', customerIds)) as Record<string, string | null>[];
    return new Map(
      rows.map((row) => [
        String(row.customer_id),
        {
          treatment: row.treatment as TaxTreatment,
          taxNumber: row.tax_number ?? null,
          registrationNumber: row.registration_number ?? null,
        },
      ]),
    );
  }

  async setProfile(tx: Transaction, customerId: string, profile: TaxProfile): Promise<void> {
    await sqlOf(tx)('customer_tax_profile')
      .insert({
        customer_id: customerId,
        treatment: profile.treatment,
        tax_number: profile.taxNumber,
        registration_number: profile.registrationNumber,
      })
      .onConflict('customer_id')
      .merge();
  }
}
