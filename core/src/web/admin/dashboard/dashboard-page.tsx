import { addDays, type CustomerStatus, type LocalDate, localMonthOf } from '@tapline/sdk';
import { drawTraffic, type TrafficDrawing } from '../../ui/traffic-chart.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { Dashboard } from './dashboard-view.js';
import { type Need, needsOf } from './needs.js';

const TRAFFIC_DAYS = 30;

export interface DashboardModel {
  readonly today: LocalDate;
  /** What the admin may not see is left out. */
  readonly customers?: Readonly<Record<CustomerStatus, number>>;
  readonly online?: { readonly total: number; readonly byRouter: readonly { readonly name: string; readonly count: number }[] };
  readonly money?: {
    readonly paidMinor: number;
    readonly paidBeforeMinor: number;
    readonly revenueMinor: number;
    readonly shutLines: number;
  };
  readonly traffic: TrafficDrawing | undefined;
  readonly needs: readonly Need[];
}

export function addDashboardPage(routes: AdminRoutes): void {
  routes.get('/', [], async (request) => {
    request.show('Dashboard', <Dashboard model={await loadDashboard(request)} canTakeCustomers={request.may('customers.write')} />);
  });
}

async function loadDashboard(request: AdminRequest): Promise<DashboardModel> {
  const { company, usage } = request.services;
  const today = company.today();
  const found = await request.view(async (tx) => {
    const { customers, sessions, routers, payments, ledger, access } = request.services;
    const parts: { -readonly [K in 'customers' | 'online' | 'money']?: DashboardModel[K] } = {};
    if (request.may('customers.read')) {
      parts.customers = await customers.countByStatus(tx);
      const monthStart = `${localMonthOf(today)}-01`;
      const lastMonthEnd = addDays(monthStart, -1);
      parts.money = {
        paidMinor: await payments.total(tx, monthStart, today),
        paidBeforeMinor: await payments.total(tx, `${localMonthOf(lastMonthEnd)}-01`, lastMonthEnd),
        revenueMinor: await ledger.revenue(tx, monthStart, today),
        shutLines: await access.countShut(tx),
      };
    }
    if (request.may('radius.read')) {
      const counts = await sessions.countOnlineByRouter(tx);
      const byRouter = (await routers.list(tx)).map(({ id, name }) => ({ name, count: counts.get(id) ?? 0 }));
      parts.online = { total: await sessions.countOnline(tx), byRouter };
    }
    const used = request.may('radius.read', 'customers.read')
      ? await usage.dailyOfAll(tx, { from: addDays(today, 1 - TRAFFIC_DAYS), to: today })
      : [];
    return { parts, used };
  });
  return {
    today,
    ...found.parts,
    traffic: await drawTraffic({ usage: found.used, lastDay: today, days: TRAFFIC_DAYS, locale: company.locale }),
    needs: await needsOf(request, found.parts.money?.shutLines ?? 0),
  };
}
