import type { NotificationChannel, NotificationKind } from '../domain/notification.js';
import type { BankFileReader } from './bank-file-reader.js';
import type { BillingType } from './billing-type.js';
import type { Download } from './download.js';
import type { AdminPage, CustomerPanel, RouterPanel } from './interface.js';
import type { Job } from './job.js';
import type { Operation } from './operation.js';
import type { PaymentGateway } from './payment-gateway.js';
import type { PlanSection } from './plan-section.js';
import type { PortalPage, PortalWidget } from './portal.js';
import type { QuotaMeter } from './quota-meter.js';
import type { RouterDriver } from './router-driver.js';
import type { UsageReader } from './usage-reader.js';
import type { Webhook } from './webhook.js';

/** What can be added to the product. The core adds its own things in the same way. */
export interface Contributions {
  billingType(billingType: BillingType): void;
  customerPanel(panel: CustomerPanel): void;
  routerPanel(panel: RouterPanel): void;
  adminPage(page: AdminPage): void;
  portalWidget(widget: PortalWidget): void;
  portalPage(page: PortalPage): void;
  job(job: Job): void;
  routerDriver(driver: RouterDriver): void;
  quotaMeter(meter: QuotaMeter): void;
  usageReader(reader: UsageReader): void;
  /** One for each add-on. */
  planSection(section: PlanSection): void;
  operation<Input, Result>(operation: Operation<Input, Result>): void;
  download(download: Download): void;
  notificationKind(kind: NotificationKind): void;
  notificationChannel(channel: NotificationChannel): void;
  paymentGateway(gateway: PaymentGateway): void;
  webhook(webhook: Webhook): void;
  bankFileReader(reader: BankFileReader): void;
}
