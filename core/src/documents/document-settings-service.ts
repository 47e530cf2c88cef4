import { type Clock, createToken, type JsonSchema, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { DocumentSettings, DocumentSettingsStore } from './document-settings.js';
import { type DocumentLogo, documentLogo } from './logo/document-logo.js';
import type { LogoStore } from './logo/logo-store.js';
import { checkSeries } from './series/series-rules.js';
import type { NumberSeries, SeriesStore } from './series/series-store.js';

export const NUMBER_SERIES_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'string', title: 'Code', pattern: '^[a-z][a-z0-9-]*$', examples: ['invoices-2027'], maxLength: 30 },
    kind: {
      type: 'string',
      title: 'Kind',
      enum: ['invoice', 'proforma', 'credit-note', 'receipt'],
      'x-enum-titles': ['Invoices', 'Pro-formas', 'Credit notes', 'Receipts'],
    },
    title: { type: 'string', title: 'Title', minLength: 1, maxLength: 80 },
    format: { type: 'string', title: 'Number format', minLength: 1, maxLength: 60, description: '{year}{next|6} gives 2026000017.' },
    resets: {
      type: 'string',
      title: 'Begins anew',
      enum: ['never', 'yearly', 'monthly'],
      'x-enum-titles': ['Never', 'Every year', 'Every month'],
      default: 'yearly',
    },
    isDefault: { type: 'boolean', title: 'Taken unless another is named', default: false },
  },
  required: ['code', 'kind', 'title', 'format'],
  additionalProperties: false,
};

const validateSeries = compileValidator<NumberSeries>(NUMBER_SERIES_SCHEMA, 'SERIES_INVALID');

/** What the company decides about its documents: issuer, days to pay, rounding, number series. */
export class DocumentSettingsService {
  constructor(
    private readonly store: DocumentSettingsStore,
    private readonly series: SeriesStore,
    private readonly logos: LogoStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  read(tx: Transaction): Promise<DocumentSettings> {
    return this.store.read(tx);
  }

  /** Replaces all of them. Documents issued before stay as they are. Throws `DOCUMENT_SETTINGS_INVALID`. */
  async write(tx: Transaction, settings: unknown): Promise<DocumentSettings> {
    const written = await this.store.write(tx, settings);
    await this.audit.record(tx, { action: 'documents.settings', subject: 'documents', details: { ...written } });
    return written;
  }

  /** Puts a picture at the head of what is issued from now on; `null` takes it away. Throws `DOCUMENT_LOGO_WRONG`. */
  async setLogo(tx: Transaction, content: Buffer | null): Promise<void> {
    const logo = content === null ? undefined : documentLogo(content);
    if (logo) await this.logos.keep(tx, logo, this.clock.nowMs());
    await this.store.setLogo(tx, logo?.id);
    await this.audit.record(tx, { action: 'documents.logo', subject: 'documents', details: { logoId: logo?.id ?? null } });
  }

  logo(tx: Transaction, logoId: string): Promise<DocumentLogo> {
    return this.logos.get(tx, logoId);
  }

  allSeries(tx: Transaction): Promise<readonly NumberSeries[]> {
    return this.series.all(tx);
  }

  /**
   * Adds a series or changes one. One that has issued goes on counting, by another format if so wanted, and keeps its kind and when it
   * begins anew. Throws `SERIES_INVALID`, and what `checkSeries` throws.
   */
  async putSeries(tx: Transaction, series: NumberSeries): Promise<NumberSeries> {
    const valid = validateSeries(series);
    checkSeries(valid, await this.series.all(tx), await this.series.hasIssued(tx, valid.code));
    await this.series.put(tx, valid);
    await this.audit.record(tx, { action: 'documents.series', subject: `series:${valid.code}`, details: { ...valid } });
    return valid;
  }
}

export const DOCUMENT_SETTINGS_SERVICE = createToken<DocumentSettingsService>('core.document-settings-service');
