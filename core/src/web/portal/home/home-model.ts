import { addDays, type BillingOutlook, type OpenInvoice, type QuotaState } from '@tapline/sdk';
import { outlookOf } from '../../../billing/outlooks.js';
import type { TrafficDrawing } from '../../ui/traffic-chart.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { type PayModel, payModelOf } from '../payment/pay-model.js';
import { curesOf, type LineCure } from '../services/line-cures.js';
import { isEnded, type OwnLine, ownLines, quotasOf } from '../services/own-lines.js';
import { drawUsage } from '../usage/draw-usage.js';
import { type DrawnWidget, drawWidgets } from './draw-widgets.js';

const USAGE_DAYS = 30;

/** What a customer wants to know first. */
export interface HomeModel {
  readonly name: string;
  readonly number: number;
  readonly balanceMinor: number;
  readonly pay: PayModel;
  readonly openInvoices: readonly OpenInvoice[];
  readonly today: string;
  /** Those that have not ended. */
  readonly lines: readonly OwnLine[];
  readonly quotas: ReadonlyMap<string, QuotaState>;
  /** What opens those that are shut, by service. */
  readonly cures: ReadonlyMap<string, readonly LineCure[]>;
  readonly outlook: BillingOutlook | undefined;
  readonly drawing: TrafficDrawing | undefined;
  readonly widgets: readonly DrawnWidget[];
}

export async function loadHome(request: PortalRequest): Promise<HomeModel> {
  const { services, customer } = request;
  const today = services.company.today();
  const { lines, usage, ...money } = await request.view(async (tx) => {
    const own = await ownLines(request, tx);
    const serviceIds = own.map(({ service }) => service.id);
    return {
      lines: own,
      pay: await payModelOf(request, tx),
      balanceMinor: await services.ledger.balance(tx, customer.id),
      openInvoices: await services.settlement.openInvoices(tx, customer.id),
      usage: await services.usage.daily(tx, { serviceIds, from: addDays(today, 1 - USAGE_DAYS), to: today }),
    };
  });
  const served = lines.filter((line) => !isEnded(line));
  return {
    ...money,
    name: customer.name,
    number: customer.number,
    today,
    lines: served,
    quotas: await quotasOf(request, served),
    cures: await curesOf(request, served),
    // In a transaction of its own: a billing type that fails hides nothing else.
    outlook: await request.view((tx) => outlookOf(services, tx, customer)),
    drawing: await drawUsage(request, { usage, today, days: USAGE_DAYS }),
    widgets: await drawWidgets(request),
  };
}
