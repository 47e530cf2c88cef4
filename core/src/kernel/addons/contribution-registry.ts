import {
  type AdminPage,
  type BankFileReader,
  type BillingType,
  type Contributions,
  type CustomerPanel,
  conflict,
  createToken,
  type Download,
  HAND_METHODS,
  invalid,
  type Job,
  type Logger,
  type NotificationChannel,
  type NotificationKind,
  type Operation,
  type PaymentGateway,
  PERMISSION_NAMES,
  type PlanSection,
  type PortalPage,
  type PortalWidget,
  type QuotaMeter,
  type RouterDriver,
  type RouterPanel,
  type UsageReader,
  type Webhook,
} from '@tapline/sdk';
import type { CallMarker } from '../hooks/call-marker.js';
import { CORE_OWNER, type Owner } from '../hooks/owner.js';
import { requireWhole, withStepBefore } from './contribution-check.js';
import { ContributionGuard } from './guarded-contributions.js';

interface Contributed<T> {
  readonly ownerId: string;
  readonly contribution: T;
}

/** Who has contributed it: an add-on's id, or `core`. */
export interface ContributedPanel {
  readonly addonId: string;
  readonly panel: CustomerPanel;
}

export interface ContributedRouterPanel {
  readonly addonId: string;
  readonly panel: RouterPanel;
}

export interface ContributedPage {
  readonly addonId: string;
  readonly page: AdminPage;
}

export interface ContributedPortalPage {
  readonly addonId: string;
  readonly page: PortalPage;
}

export interface ContributedWidget {
  readonly addonId: string;
  readonly widget: PortalWidget;
}

export interface ContributedDriver {
  readonly addonId: string;
  readonly driver: RouterDriver;
}

export interface ContributedSection {
  readonly addonId: string;
  readonly section: PlanSection;
}

export interface ContributedOperation {
  readonly addonId: string;
  readonly operation: Operation;
}

/** `key` is the reader's for good: its place in what there is to read is kept under it. */
export interface ContributedReader {
  readonly key: string;
  readonly reader: UsageReader;
}

export interface ContributedGateway {
  readonly addonId: string;
  readonly gateway: PaymentGateway;
}

export interface ContributedWebhook {
  readonly addonId: string;
  readonly webhook: Webhook;
}

export interface ContributedBankFileReader {
  readonly addonId: string;
  readonly reader: BankFileReader;
}

/** Where contributed jobs go: the scheduler. */
export interface JobRegistry {
  register(ownerId: string, job: Job): void;
  unregister(ownerId: string): void;
}

/** Everything that the core and the running add-ons have added to the product. What belongs to an add-on is guarded and goes with it. */
export class ContributionRegistry {
  readonly #titles = new Map<string, string>();
  /** Whose billing types are, also of owners that have gone since this process started. */
  readonly #billingTypeOwners = new Map<string, string>();
  readonly #billingTypes = new Map<string, Contributed<BillingType>>();
  readonly #customerPanels = new Map<string, Contributed<CustomerPanel>>();
  readonly #routerPanels = new Map<string, Contributed<RouterPanel>>();
  readonly #adminPages = new Map<string, Contributed<AdminPage>>();
  readonly #portalPages = new Map<string, Contributed<PortalPage>>();
  readonly #portalWidgets = new Map<string, Contributed<PortalWidget>>();
  readonly #quotaMeters = new Map<string, Contributed<QuotaMeter>>();
  readonly #usageReaders = new Map<string, Contributed<UsageReader>>();
  readonly #planSections = new Map<string, Contributed<PlanSection>>();
  readonly #operations = new Map<string, Contributed<Operation>>();
  readonly #downloads = new Map<string, Contributed<Download>>();
  readonly #routerDrivers = new Map<string, Contributed<RouterDriver>>();
  readonly #notificationKinds = new Map<string, Contributed<NotificationKind>>();
  readonly #notificationChannels = new Map<string, Contributed<NotificationChannel>>();
  readonly #paymentGateways = new Map<string, Contributed<PaymentGateway>>();
  readonly #webhooks = new Map<string, Contributed<Webhook>>();
  readonly #bankFileReaders = new Map<string, Contributed<BankFileReader>>();

  constructor(
    private readonly jobs: JobRegistry,
    private readonly marker: CallMarker,
    private readonly logger: Pick<Logger, 'warn'> = { warn: () => undefined },
  ) {}

  /**
   * The way for one owner to contribute. Throws `BILLING_TYPE_TAKEN`, `CUSTOMER_PANEL_TAKEN`, `ROUTER_PANEL_TAKEN`, `ADMIN_PAGE_TAKEN`, `PORTAL_PAGE_TAKEN`, `PORTAL_WIDGET_TAKEN`, `ROUTER_DRIVER_TAKEN`, `QUOTA_METER_TAKEN`,
   * `USAGE_READER_TAKEN`, `PLAN_SECTION_TAKEN`, `OPERATION_TAKEN`, `DOWNLOAD_TAKEN`,
   * `NOTIFICATION_KIND_TAKEN`, `NOTIFICATION_CHANNEL_TAKEN`, `PAYMENT_GATEWAY_TAKEN`, `WEBHOOK_TAKEN`, `BANK_FILE_READER_TAKEN` where something is there under the same id,
   * `CONTRIBUTION_INVALID` for what is not whole, `PERMISSION_UNKNOWN`, `PAYMENT_GATEWAY_ID_WRONG`, and what the scheduler throws.
   */
  add(owner: Owner): Contributions {
    const isCore = owner.id === CORE_OWNER.id;
    this.#titles.set(owner.id, owner.actor.name);
    const guard = new ContributionGuard(owner, this.marker, this.logger);
    const put = <T>(into: Map<string, Contributed<T>>, key: string, contribution: T, code: string): void => {
      const taken = into.get(key);
      if (taken) throw conflict(code, `"${key}" was contributed by ${taken.ownerId} already; ${owner.id} must choose another id`);
      into.set(key, { ownerId: owner.id, contribution });
    };
    const contribute: Contributions = {
      billingType: (type) => {
        put(this.#billingTypes, type.id, isCore ? type : guard.billingType(type), 'BILLING_TYPE_TAKEN');
        this.#billingTypeOwners.set(type.id, owner.id);
      },
      customerPanel: (panel) =>
        put(this.#customerPanels, `${owner.id}/${panel.id}`, isCore ? panel : guard.customerPanel(panel), 'CUSTOMER_PANEL_TAKEN'),
      routerPanel: (panel) =>
        put(this.#routerPanels, `${owner.id}/${panel.id}`, isCore ? panel : guard.routerPanel(panel), 'ROUTER_PANEL_TAKEN'),
      adminPage: (page) => {
        if (page.permission !== undefined) requirePermissionName(`page ${page.path}`, page.permission);
        put(this.#adminPages, `${owner.id}/${page.path}`, isCore ? page : guard.adminPage(page), 'ADMIN_PAGE_TAKEN');
      },
      portalPage: (page) => put(this.#portalPages, `${owner.id}/${page.path}`, isCore ? page : guard.portalPage(page), 'PORTAL_PAGE_TAKEN'),
      portalWidget: (widget) =>
        put(this.#portalWidgets, `${owner.id}/${widget.id}`, isCore ? widget : guard.portalWidget(widget), 'PORTAL_WIDGET_TAKEN'),
      job: (job) => this.jobs.register(owner.id, job),
      // Copied, for it is data: what an add-on does to its own object later changes nothing.
      routerDriver: (driver) => put(this.#routerDrivers, driver.id, structuredClone(driver), 'ROUTER_DRIVER_TAKEN'),
      quotaMeter: (meter) => put(this.#quotaMeters, meter.id, isCore ? meter : guard.quotaMeter(meter), 'QUOTA_METER_TAKEN'),
      usageReader: (reader) =>
        put(this.#usageReaders, `${owner.id}/${reader.id}`, isCore ? reader : guard.usageReader(reader), 'USAGE_READER_TAKEN'),
      planSection: (section) => put(this.#planSections, owner.id, isCore ? section : guard.planSection(section), 'PLAN_SECTION_TAKEN'),
      operation: (operation) => {
        // Its input is checked against its schema before it is called.
        const known = operation as Operation;
        requirePermissionName(`operation ${known.id}`, known.permission);
        put(this.#operations, `${owner.id}/${known.id}`, isCore ? known : guard.operation(known), 'OPERATION_TAKEN');
      },
      download: (download) => {
        requirePermissionName(`download ${download.id}`, download.permission);
        put(this.#downloads, `${owner.id}/${download.id}`, isCore ? download : guard.download(download), 'DOWNLOAD_TAKEN');
      },
      notificationKind: (kind) => put(this.#notificationKinds, kind.id, structuredClone(kind), 'NOTIFICATION_KIND_TAKEN'),
      notificationChannel: (channel) =>
        put(this.#notificationChannels, channel.id, isCore ? channel : guard.notificationChannel(channel), 'NOTIFICATION_CHANNEL_TAKEN'),
      paymentGateway: (gateway) => {
        requireGatewayId(gateway.id);
        put(this.#paymentGateways, gateway.id, isCore ? gateway : guard.paymentGateway(gateway), 'PAYMENT_GATEWAY_TAKEN');
      },
      webhook: (webhook) => put(this.#webhooks, `${owner.id}/${webhook.id}`, isCore ? webhook : guard.webhook(webhook), 'WEBHOOK_TAKEN'),
      bankFileReader: (reader) =>
        put(this.#bankFileReaders, `${owner.id}/${reader.id}`, isCore ? reader : guard.bankFileReader(reader), 'BANK_FILE_READER_TAKEN'),
    };
    return withStepBefore(contribute, (kind, contribution) => requireWhole(kind, contribution, owner.id));
  }

  /** Takes everything of an owner away. */
  remove(ownerId: string): void {
    for (const contributions of [
      this.#billingTypes,
      this.#customerPanels,
      this.#routerPanels,
      this.#adminPages,
      this.#portalPages,
      this.#portalWidgets,
      this.#routerDrivers,
      this.#quotaMeters,
      this.#usageReaders,
      this.#planSections,
      this.#operations,
      this.#downloads,
      this.#notificationKinds,
      this.#notificationChannels,
      this.#paymentGateways,
      this.#webhooks,
      this.#bankFileReaders,
    ]) {
      for (const [key, contributed] of contributions) if (contributed.ownerId === ownerId) contributions.delete(key);
    }
    this.jobs.unregister(ownerId);
  }

  /** What people call an owner: the title of an add-on. */
  titleOf(ownerId: string): string {
    return this.#titles.get(ownerId) ?? ownerId;
  }

  billingTypes(): readonly BillingType[] {
    return [...this.#billingTypes.values()].map(({ contribution }) => contribution);
  }

  /** `undefined` for one that is unknown, or whose add-on does not run. */
  billingType(id: string): BillingType | undefined {
    return this.#billingTypes.get(id)?.contribution;
  }

  /** The ids of an owner's billing types, also of one that does not run any more. */
  billingTypesOf(ownerId: string): readonly string[] {
    return [...this.#billingTypeOwners].filter(([, owner]) => owner === ownerId).map(([id]) => id);
  }

  customerPanels(): readonly ContributedPanel[] {
    return [...this.#customerPanels.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, panel: contribution }));
  }

  routerPanels(): readonly ContributedRouterPanel[] {
    return [...this.#routerPanels.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, panel: contribution }));
  }

  adminPages(): readonly ContributedPage[] {
    return [...this.#adminPages.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, page: contribution }));
  }

  portalPages(): readonly ContributedPortalPage[] {
    return [...this.#portalPages.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, page: contribution }));
  }

  /** The page under `/portal/more/<addonId>/<path>`. */
  portalPage(addonId: string, path: string): PortalPage | undefined {
    return this.#portalPages.get(`${addonId}/${path}`)?.contribution;
  }

  portalWidgets(): readonly ContributedWidget[] {
    return [...this.#portalWidgets.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, widget: contribution }));
  }

  routerDrivers(): readonly ContributedDriver[] {
    return [...this.#routerDrivers.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, driver: contribution }));
  }

  usageReaders(): readonly ContributedReader[] {
    return [...this.#usageReaders].map(([key, { contribution }]) => ({ key, reader: contribution }));
  }

  planSections(): readonly ContributedSection[] {
    return [...this.#planSections.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, section: contribution }));
  }

  operations(): readonly ContributedOperation[] {
    return [...this.#operations.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, operation: contribution }));
  }

  operation(addonId: string, id: string): Operation | undefined {
    return this.#operations.get(`${addonId}/${id}`)?.contribution;
  }

  quotaMeters(): readonly QuotaMeter[] {
    return [...this.#quotaMeters.values()].map(({ contribution }) => contribution);
  }

  notificationKinds(): readonly NotificationKind[] {
    return [...this.#notificationKinds.values()].map(({ contribution }) => contribution);
  }

  /** `undefined` for one that is unknown, or whose add-on does not run. */
  notificationKind(id: string): NotificationKind | undefined {
    return this.#notificationKinds.get(id)?.contribution;
  }

  notificationChannels(): readonly NotificationChannel[] {
    return [...this.#notificationChannels.values()].map(({ contribution }) => contribution);
  }

  notificationChannel(id: string): NotificationChannel | undefined {
    return this.#notificationChannels.get(id)?.contribution;
  }

  paymentGateways(): readonly ContributedGateway[] {
    return [...this.#paymentGateways.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, gateway: contribution }));
  }

  /** `undefined` for one that is unknown, or whose add-on does not run. */
  paymentGateway(id: string): ContributedGateway | undefined {
    const found = this.#paymentGateways.get(id);
    return found && { addonId: found.ownerId, gateway: found.contribution };
  }

  download(addonId: string, id: string): Download | undefined {
    return this.#downloads.get(`${addonId}/${id}`)?.contribution;
  }

  bankFileReaders(): readonly ContributedBankFileReader[] {
    return [...this.#bankFileReaders.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, reader: contribution }));
  }

  webhooks(): readonly ContributedWebhook[] {
    return [...this.#webhooks.values()].map(({ ownerId, contribution }) => ({ addonId: ownerId, webhook: contribution }));
  }

  /** What is called under `/hooks/<addonId>/<id>`. */
  webhook(addonId: string, id: string): Webhook | undefined {
    return this.#webhooks.get(`${addonId}/${id}`)?.contribution;
  }

  /** The page under `/addons/<addonId>/<path>`. */
  adminPage(addonId: string, path: string): AdminPage | undefined {
    return this.#adminPages.get(`${addonId}/${path}`)?.contribution;
  }
}

function requireGatewayId(id: string): void {
  if (/^[a-z][a-z0-9-]{1,39}$/.test(id) && !(HAND_METHODS as readonly string[]).includes(id)) return;
  throw invalid(
    'PAYMENT_GATEWAY_ID_WRONG',
    `"${id}" cannot be the id of a payment gateway; take 2 to 40 lower-case letters, digits and hyphens, and none of ${HAND_METHODS.join(', ')}`,
    'id',
  );
}

export const CONTRIBUTIONS = createToken<ContributionRegistry>('core.contributions');

/** What is spelt otherwise nobody could be given. */
function requirePermissionName(what: string, permission: string): void {
  if ((PERMISSION_NAMES as readonly string[]).includes(permission)) return;
  throw invalid(
    'PERMISSION_UNKNOWN',
    `the ${what} asks for the permission "${permission}", which there is none of; there are ${PERMISSION_NAMES.join(', ')}`,
  );
}
