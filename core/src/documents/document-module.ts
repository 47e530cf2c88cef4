import { CLOCK, COMPANY, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { DATABASE } from '../kernel/database/database.js';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { NOTIFICATION_SERVICE } from '../notifications/notification-service.js';
import { PAY_LINKS } from '../payments/pay-links/pay-link-service.js';
import { DocumentFileStore } from './document-file-store.js';
import { DOCUMENT_FILES, DocumentFiles } from './document-files.js';
import { DOCUMENT_ISSUER, DocumentIssuer } from './document-issuer.js';
import { DOCUMENT_NOTICE_SERVICE, DocumentNotices } from './document-notices.js';
import { DOCUMENT_SERVICE, DocumentService } from './document-service.js';
import { DocumentSettingsStore } from './document-settings.js';
import { DOCUMENT_SETTINGS_SERVICE, DocumentSettingsService } from './document-settings-service.js';
import { DocumentStore } from './document-store.js';
import { DRAFT_SERVICE, DraftService } from './draft-service.js';
import { FOLLOW_UP_SERVICE, FollowUpService } from './follow-ups/follow-up-service.js';
import { LogoStore } from './logo/logo-store.js';
import { OpenItemStore } from './open-items/open-item-store.js';
import { SETTLEMENT_SERVICE, SettlementService } from './open-items/settlement-service.js';
import { SeriesStore } from './series/series-store.js';
import { STATEMENT_FILES, StatementFiles } from './statements/statement-files.js';
import { TAX_SERVICE, TaxService } from './tax/tax-service.js';
import { TaxStore } from './tax/tax-store.js';

export const SERIES_STORE = createToken<SeriesStore>('core.series-store');
const DOCUMENT_SETTINGS = createToken<DocumentSettingsStore>('core.document-settings');

export const DOCUMENT_STORE = createToken<DocumentStore>('core.document-store');

export function registerDocuments(container: DependencyContainer): void {
  container.register(DOCUMENT_STORE, { useValue: new DocumentStore() });
  container.register(SERIES_STORE, { useValue: new SeriesStore() });
  container.register(DOCUMENT_SETTINGS, {
    useFactory: instanceCachingFactory((c) => new DocumentSettingsStore(c.resolve(COMPANY).name)),
  });
  container.register(TAX_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) => new TaxService(new TaxStore(), c.resolve(LEDGER_SERVICE), c.resolve(CUSTOMER_SERVICE), c.resolve(AUDIT_LOG)),
    ),
  });
  container.register(SETTLEMENT_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new SettlementService(
          new OpenItemStore(),
          c.resolve(LEDGER_SERVICE),
          c.resolve(EVENT_RAISER),
          c.resolve(COMPANY),
          c.resolve(CLOCK),
        ),
    ),
  });
  container.register(DOCUMENT_ISSUER, {
    useFactory: instanceCachingFactory(
      (c) =>
        new DocumentIssuer({
          store: c.resolve(DOCUMENT_STORE),
          series: c.resolve(SERIES_STORE),
          settlement: c.resolve(SETTLEMENT_SERVICE),
          ledger: c.resolve(LEDGER_SERVICE),
          events: c.resolve(EVENT_RAISER),
          clock: c.resolve(CLOCK),
          company: c.resolve(COMPANY),
        }),
    ),
  });
  container.register(DOCUMENT_FILES, {
    useFactory: instanceCachingFactory(
      (c) =>
        new DocumentFiles({
          database: c.resolve(DATABASE),
          documents: c.resolve(DOCUMENT_SERVICE),
          logos: new LogoStore(),
          files: new DocumentFileStore(),
          clock: c.resolve(CLOCK),
          locale: c.resolve(COMPANY).locale,
        }),
    ),
  });
  container.register(STATEMENT_FILES, {
    useFactory: instanceCachingFactory(
      (c) =>
        new StatementFiles({
          ledger: c.resolve(LEDGER_SERVICE),
          customers: c.resolve(CUSTOMER_SERVICE),
          settings: c.resolve(DOCUMENT_SETTINGS_SERVICE),
          company: c.resolve(COMPANY),
        }),
    ),
  });
  container.register(DOCUMENT_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new DocumentService({
          store: c.resolve(DOCUMENT_STORE),
          issuer: c.resolve(DOCUMENT_ISSUER),
          series: c.resolve(SERIES_STORE),
          settings: c.resolve(DOCUMENT_SETTINGS),
          tax: c.resolve(TAX_SERVICE),
          customers: c.resolve(CUSTOMER_SERVICE),
          audit: c.resolve(AUDIT_LOG),
          company: c.resolve(COMPANY),
        }),
    ),
  });
  container.register(DOCUMENT_NOTICE_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new DocumentNotices({
          documents: c.resolve(DOCUMENT_SERVICE),
          settlement: c.resolve(SETTLEMENT_SERVICE),
          payLinks: c.resolve(PAY_LINKS),
          notifications: c.resolve(NOTIFICATION_SERVICE),
        }),
    ),
  });
  container.register(FOLLOW_UP_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new FollowUpService({
          documents: c.resolve(DOCUMENT_SERVICE),
          issuer: c.resolve(DOCUMENT_ISSUER),
          settlement: c.resolve(SETTLEMENT_SERVICE),
          ledger: c.resolve(LEDGER_SERVICE),
          customers: c.resolve(CUSTOMER_SERVICE),
          tax: c.resolve(TAX_SERVICE),
          audit: c.resolve(AUDIT_LOG),
        }),
    ),
  });
  container.register(DOCUMENT_SETTINGS_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new DocumentSettingsService(
          c.resolve(DOCUMENT_SETTINGS),
          c.resolve(SERIES_STORE),
          new LogoStore(),
          c.resolve(AUDIT_LOG),
          c.resolve(CLOCK),
        ),
    ),
  });
  container.register(DRAFT_SERVICE, {
    useFactory: instanceCachingFactory((c) => new DraftService(c.resolve(DOCUMENT_SERVICE), c.resolve(CLOCK))),
  });
}
