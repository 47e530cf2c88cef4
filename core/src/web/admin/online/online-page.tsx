import type { Router } from '@tapline/sdk';
import type { OnlineSession } from '../../../usage/session-queries.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { pageWithin } from '../parts/hrefs.js';
import { ONLINE_ID, OnlineFindings, type OnlineMay, OnlineView } from './online-view.js';

const PAGE_SIZE = 50;

export interface OnlineModel {
  readonly sessions: readonly OnlineSession[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly text: string;
  readonly routerId: string | undefined;
  readonly routers: readonly Router[];
}

export function addOnlinePage(routes: AdminRoutes): void {
  routes.get('/online', ['radius.read'], async (request) => {
    const model = await loadOnline(request);
    if (request.wantsOnly(ONLINE_ID)) request.showFragment(<OnlineFindings model={model} may={mayOf(request)} />);
    else request.show('Online', <OnlineView model={model} may={mayOf(request)} />);
  });
}

function mayOf(request: AdminRequest): OnlineMay {
  return { seeCustomers: request.may('customers.read'), act: request.may('customers.write', 'network.write') };
}

function loadOnline(request: AdminRequest): Promise<OnlineModel> {
  const { query, services } = request;
  const text = (query.q ?? '').trim();
  return request.view(async (tx) => {
    const routers = await services.routers.list(tx);
    const routerId = routers.find(({ id }) => id === query.router)?.id;
    const filter = { pageSize: PAGE_SIZE, ...(text === '' ? {} : { text }), ...(routerId === undefined ? {} : { routerId }) };
    const counted = await services.sessions.online(tx, { ...filter, page: request.page });
    const page = pageWithin(request.page, counted.total, PAGE_SIZE);
    const found = page === request.page ? counted : await services.sessions.online(tx, { ...filter, page });
    return { ...found, page, pageSize: PAGE_SIZE, text, routerId, routers };
  });
}
