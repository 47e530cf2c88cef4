import {
  type AdminPage,
  type BankFileReader,
  type BillingOutlook,
  type BillingType,
  type CustomerPanel,
  type Download,
  type GatewayRefundOutcome,
  type GatewayRefundRequest,
  type Logger,
  type NotificationChannel,
  type Operation,
  type OperationGiven,
  type PaymentGateway,
  type PlanSection,
  type PortalPage,
  type PortalView,
  type PortalWidget,
  type QuotaMeter,
  type RouterPanel,
  TaplineError,
  type Transaction,
  type UsageReader,
  type Webhook,
} from '@tapline/sdk';
import { type DatabaseTransaction, databaseTransactionOf } from '../database/database-transaction.js';
import type { CallMarker } from '../hooks/call-marker.js';
import { isDatabaseTrouble } from '../hooks/database-trouble.js';
import { withDeadline } from '../hooks/deadline.js';
import type { Owner } from '../hooks/owner.js';
import { lend } from '../hooks/tap-transaction.js';
import { guardedChannel } from './guarded-channel.js';

const PANEL_MS = 2000;
const OUTLOOK_MS = 2000;
const WIDGET_MS = 2000;
const METER_MS = 2000;
const PAGE_MS = 5000;
const OUTLOOKS_MS = 2000;
const SETTLE_MS = 5000;
const READER_MS = 30_000;
const OPERATION_MS = 30_000;
const GATEWAY_MS = 30_000;
const WEBHOOK_MS = 30_000;
const BANK_FILE_MS = 60_000;
const NO_REFUND: GatewayRefundOutcome = { kind: 'refused', reason: 'this gateway gives nothing back' };

/**
 * Puts a guard around what an add-on contributes: it acts as itself, has a deadline, and its failure is one coded error that names it:
 * `ADDON_CALL_FAILED` or `ADDON_CALL_TIMED_OUT`. Whoever shows it shows that error in its place.
 */
export class ContributionGuard {
  constructor(
    private readonly owner: Owner,
    private readonly marker: CallMarker,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  billingType(billingType: BillingType): BillingType {
    const { id, title, description, settings } = billingType;
    const what = `billing type ${id}`;
    const call = <T>(tx: Transaction, ms: number, work: (own: Transaction) => Promise<T>): Promise<T> => this.call(tx, what, ms, work);
    return {
      id,
      title,
      description,
      settings,
      outlook: (tx, customer) => call(tx, OUTLOOK_MS, (own) => billingType.outlook(own, customer)),
      ...(billingType.outlooks && {
        outlooks: (tx, customers) =>
          call(tx, OUTLOOKS_MS, async (own) => (await billingType.outlooks?.(own, customers)) ?? new Map<string, BillingOutlook>()),
      }),
      ...(billingType.changeOutlook && {
        changeOutlook: (tx, customer, changed) => call(tx, OUTLOOK_MS, async (own) => billingType.changeOutlook?.(own, customer, changed)),
      }),
      ...(billingType.isCharging && {
        isCharging: (tx, customer) => call(tx, OUTLOOK_MS, async (own) => (await billingType.isCharging?.(own, customer)) === true),
      }),
      ...(billingType.spendableMinor && {
        spendableMinor: (tx, customer) => call(tx, OUTLOOK_MS, async (own) => billingType.spendableMinor?.(own, customer)),
      }),
      ...(billingType.leave && { leave: (tx, customer) => call(tx, SETTLE_MS, async (own) => billingType.leave?.(own, customer)) }),
      ...(billingType.enter && { enter: (tx, customer) => call(tx, SETTLE_MS, async (own) => billingType.enter?.(own, customer)) }),
    };
  }

  customerPanel(panel: CustomerPanel): CustomerPanel {
    const { id, title } = panel;
    return { id, title, render: (tx, customer) => this.call(tx, `panel ${id}`, PANEL_MS, (own) => panel.render(own, customer)) };
  }

  routerPanel(panel: RouterPanel): RouterPanel {
    const { id, title } = panel;
    return { id, title, render: (tx, router) => this.call(tx, `router panel ${id}`, PANEL_MS, (own) => panel.render(own, router)) };
  }

  adminPage(page: AdminPage): AdminPage {
    const { path, title, icon, permission } = page;
    return {
      path,
      title,
      icon,
      ...(permission === undefined ? {} : { permission }),
      render: ({ tx, ...request }) => this.call(tx, `page ${path}`, PAGE_MS, (own) => page.render({ ...request, tx: own })),
    };
  }

  portalWidget(widget: PortalWidget): PortalWidget {
    const { id, title } = widget;
    return {
      id,
      title,
      render: ({ tx, ...view }) => this.call(tx, `portal widget ${id}`, WIDGET_MS, (own) => widget.render({ ...view, tx: own })),
    };
  }

  /** What it says of a form goes to the customer, as it is. */
  portalPage(page: PortalPage): PortalPage {
    const { path, title, icon } = page;
    const what = `portal page ${path}`;
    const submit: PortalPage['submit'] = ({ tx, ...form }) =>
      this.call(
        tx,
        what,
        PAGE_MS,
        (own) => page.submit?.({ ...form, tx: own }) ?? Promise.reject(new Error('it takes no forms')),
        isForCaller,
      );
    return {
      path,
      title,
      icon,
      render: ({ tx, ...view }) => this.call(tx, what, PAGE_MS, (own) => page.render({ ...view, tx: own })),
      ...(page.isInNavigation && {
        isInNavigation: ({ tx, ...view }: PortalView) =>
          this.call(tx, `${what}: navigation`, WIDGET_MS, async (own) => (await page.isInNavigation?.({ ...view, tx: own })) ?? true),
      }),
      ...(page.submit ? { submit } : {}),
      ...(page.cureOf && {
        cureOf: ({ tx, ...line }) => this.call(tx, `${what}: cure`, WIDGET_MS, async (own) => page.cureOf?.({ ...line, tx: own })),
      }),
    };
  }

  usageReader(reader: UsageReader): UsageReader {
    const { id } = reader;
    return { id, read: (tx, deltas) => this.call(tx, `usage reader ${id}`, READER_MS, (own) => reader.read(own, deltas)) };
  }

  /** What its check says of settings goes to whoever sets them, as it is. */
  planSection(section: PlanSection): PlanSection {
    const { title, settings } = section;
    return {
      title,
      settings,
      check: (values) => this.atOnce('check of settings on plans', () => section.check?.(values), isForCaller),
      wordings: (values) => this.atOnce('wordings of settings on plans', () => section.wordings?.(values) ?? []),
      summary: (values) => this.atOnce('summary of settings on plans', () => section.summary?.(values)),
    };
  }

  /** What it says of its input goes to whoever asked, as it is. */
  operation(operation: Operation): Operation {
    const { id, title, description, icon, permission, page, input } = operation;
    const { isReadOnly, isInMenu = false, isForCustomers = false, needsIdempotencyKey = false } = operation;
    const what = `operation ${id}`;
    const ofForm = <T>(part: string, { tx, given }: OperationGiven, ask: (own: OperationGiven) => Promise<T>): Promise<T> =>
      this.call(tx, `${what}: ${part}`, PAGE_MS, (own) => ask({ tx: own, given }), isForCaller);
    const { button } = operation;
    const described = {
      id,
      title,
      description,
      icon,
      permission,
      isReadOnly,
      isInMenu,
      isForCustomers,
      needsIdempotencyKey,
      input,
      ...(button === undefined ? {} : { button }),
      ...(operation.about && {
        about: (form: OperationGiven) => ofForm('about', form, async (own) => operation.about?.(own)),
      }),
      ...(operation.choices && {
        choices: (form: OperationGiven) => ofForm('choices', form, async (own) => (await operation.choices?.(own)) ?? {}),
      }),
      ...(operation.begin && {
        begin: (form: OperationGiven) => ofForm('begin', form, async (own) => (await operation.begin?.(own)) ?? {}),
      }),
      ...(operation.parent && {
        parent: (form: OperationGiven) => ofForm('parent', form, async (own) => operation.parent?.(own)),
      }),
      ...(page === undefined ? {} : { page }),
      ...(operation.view ? { view: (result: unknown) => operation.view?.(result) } : {}),
    };
    if (operation.reach) {
      return {
        ...described,
        reach: ({ signal, ...call }) =>
          this.reach(what, OPERATION_MS, signal, (own) => operation.reach({ ...call, signal: own }), isForCaller),
      };
    }
    return {
      ...described,
      run: ({ tx, ...call }) => this.call(tx, what, OPERATION_MS, (own) => operation.run({ ...call, tx: own }), isForCaller),
    };
  }

  /** What it says of a key goes to whoever asked, as it is. */
  download(download: Download): Download {
    const { id, title, permission } = download;
    const find: Download['find'] = ({ tx, ...call }) =>
      this.call(tx, `download ${id}`, OPERATION_MS, (own) => download.find({ ...call, tx: own }), isForCaller);
    return { id, title, permission, find };
  }

  quotaMeter(meter: QuotaMeter): QuotaMeter {
    const { id, title } = meter;
    return { id, title, state: (tx, serviceId) => this.call(tx, `quota meter ${id}`, METER_MS, (own) => meter.state(own, serviceId)) };
  }

  notificationChannel(channel: NotificationChannel): NotificationChannel {
    return guardedChannel(channel, { owner: this.owner, marker: this.marker, logger: this.logger });
  }

  /** What talks to the outside has 30 s, and runs in no transaction. */
  paymentGateway(gateway: PaymentGateway): PaymentGateway {
    const { id, title, description, account, limits } = gateway;
    const run = <T>(what: string, work: () => T): T => this.marker.run(this.owner.id, `gateway ${id}: ${what}`, work);
    const common = {
      id,
      title,
      description,
      ...(account === undefined ? {} : { account }),
      ...(limits === undefined ? {} : { limits }),
      obstacle: () => run('state', () => gateway.obstacle()),
      surcharge: (amountMinor: number) => run('surcharge', () => gateway.surcharge?.(amountMinor) ?? null),
      ...('refund' in gateway
        ? {
            refund: (request: GatewayRefundRequest) =>
              this.reach(
                `gateway ${id}: refund`,
                GATEWAY_MS,
                request.signal,
                async (signal) => gateway.refund?.({ ...request, signal }) ?? NO_REFUND,
              ),
          }
        : {}),
    };
    if (gateway.kind === 'batch') return { ...common, kind: 'batch' };
    return {
      ...common,
      kind: 'redirect',
      start: (request) => this.reach(`gateway ${id}: start`, GATEWAY_MS, request.signal, (signal) => gateway.start({ ...request, signal })),
      settle: (occasion) =>
        this.reach(`gateway ${id}: settle`, GATEWAY_MS, occasion.signal, (signal) => gateway.settle({ ...occasion, signal })),
    };
  }

  webhook(webhook: Webhook): Webhook {
    const { id, title } = webhook;
    return {
      id,
      title,
      handle: (request) => this.reach(`webhook ${id}`, WEBHOOK_MS, request.signal, (signal) => webhook.handle({ ...request, signal })),
    };
  }

  /** What it says of a file goes to whoever imports it, as it is. */
  bankFileReader(reader: BankFileReader): BankFileReader {
    const { id, title } = reader;
    const what = `bank file reader ${id}`;
    return {
      id,
      title,
      recognises: (file) => {
        try {
          return this.marker.run(this.owner.id, what, () => reader.recognises(file));
        } catch (error) {
          this.logger.warn({ addon: this.owner.id, reader: id, err: error }, 'a reader of bank files failed over one; others are asked');
          return false;
        }
      },
      read: (file) =>
        this.coded(
          what,
          BANK_FILE_MS,
          (error) => withDeadline({ ms: BANK_FILE_MS, error }, () => this.marker.run(this.owner.id, what, () => reader.read(file))),
          isForCaller,
        ),
    };
  }

  private reach<T>(
    what: string,
    ms: number,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
    isPassedOn: (cause: unknown) => boolean = () => false,
  ): Promise<T> {
    return this.coded(
      what,
      ms,
      (error) => withDeadline({ ms, error, signal }, (own) => this.marker.run(this.owner.id, what, () => work(own))),
      isPassedOn,
    );
  }

  private call<T>(
    tx: Transaction,
    what: string,
    ms: number,
    work: (own: DatabaseTransaction) => Promise<T>,
    isPassedOn: (cause: unknown) => boolean = () => false,
  ): Promise<T> {
    return this.coded(
      what,
      ms,
      (error) =>
        lend(databaseTransactionOf(tx), this.owner, (own) =>
          withDeadline({ ms, error }, () => this.marker.run(this.owner.id, what, () => work(own))),
        ),
      isPassedOn,
    );
  }

  /** For what answers without waiting. */
  private atOnce<T>(what: string, work: () => T, isPassedOn: (cause: unknown) => boolean = () => false): T {
    try {
      return this.marker.run(this.owner.id, what, work);
    } catch (cause) {
      if (isPassedOn(cause)) throw cause;
      throw this.callFailed(what, cause);
    }
  }

  private async coded<T>(
    what: string,
    ms: number,
    work: (error: () => Error) => Promise<T>,
    isPassedOn: (cause: unknown) => boolean = () => false,
  ): Promise<T> {
    const error = (): Error =>
      new TaplineError('ADDON_CALL_TIMED_OUT', 'unavailable', `the ${what} of the add-on ${this.owner.id} did not answer within ${ms} ms`);
    try {
      return await work(error);
    } catch (cause) {
      if (isPassedOn(cause) || isDatabaseTrouble(cause) || (cause instanceof TaplineError && cause.code === 'ADDON_CALL_TIMED_OUT'))
        throw cause;
      throw this.callFailed(what, cause);
    }
  }

  private callFailed(what: string, cause: unknown): TaplineError {
    const message = cause instanceof Error ? cause.message : String(cause);
    return new TaplineError('ADDON_CALL_FAILED', 'unavailable', `the ${what} of the add-on ${this.owner.id} failed: ${message}`, { cause });
  }
}

const FOR_CALLER: ReadonlySet<string> = new Set(['invalid', 'not-found', 'conflict', 'refused', 'forbidden']);

function isForCaller(cause: unknown): boolean {
  return cause instanceof TaplineError && FOR_CALLER.has(cause.kind);
}
