import type { DocumentIssuer, JsonSchema, Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { compileValidator } from '../kernel/validation/validator.js';

/** What the company has decided about its documents. */
export interface DocumentSettings {
  readonly issuer: DocumentIssuer;
  /** From the issue date to the due date. */
  readonly dueDays: number;
  /** Totals are rounded to a multiple of this: 1 does not round, 100 rounds to whole units of a currency with cents. */
  readonly totalRoundingMinor: number;
  /** The tax of what is billed and names none, of things charged once, and of new lines written by hand; null for none. */
  readonly defaultTaxCode: string | null;
}

const text = (title: string, maxLength = 200): JsonSchema => ({ type: 'string', title, maxLength, default: '' });

export const DOCUMENT_SETTINGS_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    issuer: {
      type: 'object',
      title: 'Issuer',
      properties: {
        name: text('Name'),
        address: { ...text('Address', 500), 'x-widget': 'textarea' },
        taxNumber: text('Tax number (VAT)', 40),
        registrationNumber: text('Registration number', 40),
        iban: text('IBAN', 40),
        bic: text('BIC', 20),
        email: text('E-mail'),
        phone: text('Phone', 50),
        text: { ...text('Text at the foot', 240), 'x-widget': 'textarea' },
        usesCreditorReference: {
          type: 'boolean',
          title: 'Payment reference as RF number',
          description: 'Banks carry a creditor reference (ISO 11649) back unchanged, and check it for typing errors.',
          default: false,
        },
        // Answered with the others and sent back with them; set by itself.
        logoId: { type: 'string', title: 'Logo', maxLength: 64 },
      },
      additionalProperties: false,
      default: {},
    },
    dueDays: { type: 'integer', title: 'Days to pay', minimum: 0, maximum: 365, default: 14 },
    totalRoundingMinor: { type: 'integer', title: 'Round totals to', minimum: 1, maximum: 100_000, default: 1, 'x-widget': 'amount' },
    defaultTaxCode: { type: ['string', 'null'] as unknown as 'string', title: 'Tax of bills and new lines', maxLength: 30, default: null },
  },
  additionalProperties: false,
};

const validate = compileValidator<DocumentSettings>(DOCUMENT_SETTINGS_SCHEMA, 'DOCUMENT_SETTINGS_INVALID');
const NAME = 'documents';
const LOGO = 'logo';

export class DocumentSettingsStore {
  constructor(private readonly companyName: string) {}

  async read(tx: Transaction): Promise<DocumentSettings> {
    const rows = (await sqlOf(tx)('document_settings').whereIn('name', [NAME, LOGO])) as { name: string; value: string }[];
    const stored = (wanted: string): unknown => JSON.parse(rows.find(({ name }) => name === wanted)?.value ?? '{}');
    const settings = validate(stored(NAME));
    const name = settings.issuer.name || this.companyName;
    return { ...settings, issuer: { ...settings.issuer, ...(stored(LOGO) as { readonly logoId?: string }), name } };
  }

  /** Throws `DOCUMENT_SETTINGS_INVALID`. */
  async write(tx: Transaction, settings: unknown): Promise<DocumentSettings> {
    const { issuer, ...rest } = validate(settings);
    const { logoId: _, ...said } = issuer;
    const value = JSON.stringify({ ...rest, issuer: said });
    await sqlOf(tx)('document_settings').insert({ name: NAME, value }).onConflict('name').merge();
    return this.read(tx);
  }

  /** The logo of what is issued from now on. */
  async setLogo(tx: Transaction, logoId: string | undefined): Promise<void> {
    const value = JSON.stringify(logoId === undefined ? {} : { logoId });
    await sqlOf(tx)('document_settings').insert({ name: LOGO, value }).onConflict('name').merge();
  }
}
