import {
  type Company,
  type Customer,
  type CustomerDirectory,
  daysBetween,
  type Ledger,
  type LocalDate,
  type NotificationKind,
  type Notifications,
  type Transaction,
} from '@tapline/sdk';
import type { OutlookReader } from './outlook.js';
import { countOfDays, serviceNames } from './wording.js';

/** How many days before the block customers are warned, unless the admin says otherwise. */
export const WARNING_DAYS: readonly number[] = [5, 2, 1];

const TEXT =
  '{% if daysLeft == 0 %}Your prepaid balance lasts until the end of today.{% else %}Your prepaid balance lasts for {{ days }} more.{% endif %} ' +
  "Your balance is {{ balanceMinor | money }}. Please pay before {{ blocksOn | day }}, or {% if services == '' %}your line{% else %}{{ services }}{% endif %} will be blocked.";

export const BLOCK_SOON: NotificationKind = {
  id: 'prepaid.blockSoon',
  title: 'Prepaid balance runs out',
  when: 'So many days before the balance no longer pays for the line as the settings of the add-on say.',
  variables: {
    daysLeft: { description: 'whole days after today that are paid', example: 2 },
    days: { description: 'the same in words', example: '2 days' },
    blocksOn: { description: 'the first day that is not paid', example: '2026-12-17' },
    balanceMinor: { description: 'the balance', example: 400 },
    services: { description: 'what is blocked then, where other services go on; else empty', example: '' },
  },
  template: {
    subject: "{% if services == '' %}Your line{% else %}{{ services }}{% endif %} will be blocked on {{ blocksOn | day }}",
    text: `Dear {{ customer.name }},\n\n${TEXT}\n\n{{ company.name }}`,
    short: `{{ company.name }}: ${TEXT}`,
  },
};

export interface WarningsParts {
  readonly customers: CustomerDirectory;
  readonly notifications: Notifications;
  readonly ledger: Ledger;
  readonly company: Company;
  readonly outlooks: OutlookReader;
}

/** Tells customers that their balance runs out: once for each of the days that are set, and again when the block has moved. */
export class Warnings {
  constructor(
    private readonly parts: WarningsParts,
    private readonly warningDays: readonly number[],
  ) {}

  /** The ids of those of some prepaid customers whom {@link warn} has something to tell. */
  async toBeWarned(tx: Transaction, customers: readonly Customer[]): Promise<readonly string[]> {
    const outlooks = await this.parts.outlooks.outlooks(tx, customers);
    return customers.map(({ id }) => id).filter((id) => this.reached(outlooks.get(id)?.blocksOn ?? null) !== undefined);
  }

  /** Of a block that is at most so many days away. */
  async warn(tx: Transaction, customerId: string, mostDaysBefore = Number.POSITIVE_INFINITY): Promise<void> {
    const { customers, notifications, ledger, outlooks } = this.parts;
    const customer = await customers.get(tx, customerId);
    const { outlook, forecast } = await outlooks.expected(tx, customer);
    const { blocksOn } = outlook;
    const reached = this.reached(blocksOn);
    if (blocksOn === null || !reached || reached.daysBefore > mostDaysBefore) return;
    const { daysBefore, mark } = reached;
    const daysLeft = daysBefore - 1;
    const services = forecast && forecast.shut.length < forecast.serviceCount ? serviceNames(forecast.shut) : '';
    const values = { daysLeft, days: countOfDays(daysLeft), blocksOn, balanceMinor: await ledger.balance(tx, customerId), services };
    const key = `prepaid:${customerId}:${blocksOn}:${mark}`;
    await notifications.want(tx, { kind: BLOCK_SOON.id, customerId, key, values });
  }

  /** In how many days the block is, and the latest of the days of warnings that has come; undefined while none has. */
  private reached(blocksOn: LocalDate | null): { readonly daysBefore: number; readonly mark: number } | undefined {
    if (blocksOn === null) return undefined;
    const daysBefore = daysBetween(this.parts.company.today(), blocksOn);
    const reached = this.warningDays.filter((days) => days >= daysBefore);
    return daysBefore < 1 || reached.length === 0 ? undefined : { daysBefore, mark: Math.min(...reached) };
  }
}
