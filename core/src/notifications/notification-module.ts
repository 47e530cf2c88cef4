import { CLOCK, COMPANY, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { DOCUMENT_FILES } from '../documents/document-files.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { DATABASE } from '../kernel/database/database.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { EmailChannel } from './email-channel.js';
import { NOTIFICATION_SENDER, NotificationSender } from './notification-sender.js';
import { NOTIFICATION_SERVICE, NotificationService } from './notification-service.js';
import { NotificationSettings } from './notification-settings.js';
import { NotificationStore } from './notification-store.js';
import { TemplateEngine } from './template-engine.js';
import { WORDING_SERVICE, WordingService } from './wording-service.js';
import { WordingStore } from './wording-store.js';

export const EMAIL_CHANNEL = createToken<EmailChannel>('core.email-channel');
export const NOTIFICATION_SETTINGS = createToken<NotificationSettings>('core.notification-settings');

export function registerNotifications(container: DependencyContainer): void {
  const store = new NotificationStore();
  const engine = instanceCachingFactory((c) => new TemplateEngine(c.resolve(COMPANY)));
  container.register(EMAIL_CHANNEL, {
    useFactory: instanceCachingFactory((c) => new EmailChannel(c.resolve(CONFIGURATION).mail, c.resolve(COMPANY).name)),
  });
  container.register(NOTIFICATION_SETTINGS, {
    useFactory: instanceCachingFactory(
      (c) => new NotificationSettings(c.resolve(CONTRIBUTIONS), engine(c), c.resolve(COMPANY), c.resolve(AUDIT_LOG), c.resolve(CLOCK)),
    ),
  });
  container.register(WORDING_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) => new WordingService(new WordingStore(), c.resolve(NOTIFICATION_SETTINGS), c.resolve(AUDIT_LOG), c.resolve(CLOCK)),
    ),
  });
  container.register(NOTIFICATION_SENDER, {
    useFactory: instanceCachingFactory(
      (c) =>
        new NotificationSender({
          database: c.resolve(DATABASE),
          store,
          secrets: c.resolve(SECRET_BOX),
          contributions: c.resolve(CONTRIBUTIONS),
          fileOf: (documentId) => c.resolve(DOCUMENT_FILES).pdf(documentId),
          clock: c.resolve(CLOCK),
          logger: c.resolve(ROOT_LOGGER),
          realNowMs: Date.now,
        }),
    ),
  });
  container.register(NOTIFICATION_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new NotificationService({
          store,
          settings: c.resolve(NOTIFICATION_SETTINGS),
          wordings: c.resolve(WORDING_SERVICE),
          engine: engine(c),
          customers: c.resolve(CUSTOMER_SERVICE),
          contributions: c.resolve(CONTRIBUTIONS),
          company: c.resolve(COMPANY),
          secrets: c.resolve(SECRET_BOX),
          audit: c.resolve(AUDIT_LOG),
          clock: c.resolve(CLOCK),
          realNowMs: Date.now,
          nudge: () => c.resolve(NOTIFICATION_SENDER).nudge(),
        }),
    ),
  });
}
