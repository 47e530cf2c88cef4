import {
  type AddonContext,
  type AdminPage,
  ALL_EVENTS,
  type BankFileReader,
  type BillingType,
  type Contributions,
  type CustomerPanel,
  type Download,
  type Job,
  type NotificationChannel,
  type NotificationKind,
  type PaymentGateway,
  type PlanSection,
  type PortalPage,
  type PortalWidget,
  type QuotaMeter,
  type RouterDriver,
  type RouterPanel,
  TaplineError,
  type UsageReader,
  type Webhook,
} from '@tapline/sdk';
import type { HookRegistry } from '../hooks/hook-registry.js';
import type { Owner } from '../hooks/owner.js';
import type { OutboxDispatcher, Subscription } from '../outbox/dispatcher.js';
import type { AddonConfig } from './addon-config.js';
import type { AddonContainer } from './addon-container.js';
import type { ContributionRegistry } from './contribution-registry.js';

/** Where an add-on's taps, listeners and contributions go. */
export interface AddonRegistries {
  readonly hooks: HookRegistry;
  readonly outbox: OutboxDispatcher;
  readonly contributions: ContributionRegistry;
}

export interface OpenContext {
  readonly context: AddonContext;
  /** Ends the time of registering. */
  readonly close: () => void;
  /** Lets the listeners have events, all of them from the same place on; resolves when that place is kept. */
  readonly listen: () => Promise<void>;
}

const EVENT_NAMES: ReadonlySet<string> = new Set(ALL_EVENTS.map((event) => event.name));

/** What an add-on is given for its activation. It registers under its own id: there is no name to pass, and so none to forge. */
export function openContext(owner: Owner, config: AddonConfig, container: AddonContainer, registries: AddonRegistries): OpenContext {
  const { hooks, outbox, contributions } = registries;
  const subscriptions: Subscription[] = [];
  let isOpen = true;
  const requireOpen = (): void => {
    if (!isOpen) throw registeredLate(owner.id);
  };
  const contribute = contributions.add(owner);
  const context: AddonContext = {
    id: owner.id,
    config,
    resolve: (token) => container.resolve(token),
    tap: (hook, tap, options) => {
      requireOpen();
      hooks.tap(owner, hook, tap, options);
    },
    on: ({ name }, listener) => {
      requireOpen();
      if (!EVENT_NAMES.has(name)) throw eventUnknown(name);
      subscriptions.push({ eventName: name, listener });
    },
    contribute: whileOpen(contribute, requireOpen),
  };
  return {
    context: Object.freeze(context),
    close: () => {
      isOpen = false;
    },
    listen: () => outbox.subscribeAll(owner.id, subscriptions),
  };
}

function whileOpen(contribute: Contributions, requireOpen: () => void): Contributions {
  const guarded =
    <T>(add: (contribution: T) => void) =>
    (contribution: T): void => {
      requireOpen();
      add(contribution);
    };
  return {
    billingType: guarded((billingType: BillingType) => contribute.billingType(billingType)),
    customerPanel: guarded((panel: CustomerPanel) => contribute.customerPanel(panel)),
    routerPanel: guarded((panel: RouterPanel) => contribute.routerPanel(panel)),
    adminPage: guarded((page: AdminPage) => contribute.adminPage(page)),
    portalWidget: guarded((widget: PortalWidget) => contribute.portalWidget(widget)),
    portalPage: guarded((page: PortalPage) => contribute.portalPage(page)),
    job: guarded((job: Job) => contribute.job(job)),
    notificationKind: guarded((kind: NotificationKind) => contribute.notificationKind(kind)),
    notificationChannel: guarded((channel: NotificationChannel) => contribute.notificationChannel(channel)),
    usageReader: guarded((reader: UsageReader) => contribute.usageReader(reader)),
    planSection: guarded((section: PlanSection) => contribute.planSection(section)),
    operation: (operation) => {
      requireOpen();
      contribute.operation(operation);
    },
    download: guarded((download: Download) => contribute.download(download)),
    quotaMeter: guarded((meter: QuotaMeter) => contribute.quotaMeter(meter)),
    paymentGateway: guarded((gateway: PaymentGateway) => contribute.paymentGateway(gateway)),
    webhook: guarded((webhook: Webhook) => contribute.webhook(webhook)),
    bankFileReader: guarded((reader: BankFileReader) => contribute.bankFileReader(reader)),
    routerDriver: guarded((driver: RouterDriver) => contribute.routerDriver(driver)),
  };
}

function registeredLate(addonId: string): TaplineError {
  return new TaplineError(
    'ADDON_REGISTERED_LATE',
    'internal',
    `the add-on ${addonId} registered something after its activation had ended; taps, listeners and contributions belong into activate`,
  );
}

function eventUnknown(name: string): TaplineError {
  return new TaplineError('EVENT_UNKNOWN', 'internal', `there is no event ${name}; EVENTS in @tapline/sdk lists them all`);
}
