import { parseLocalInstant, TaplineError } from '@tapline/sdk';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { type WhoHadModel, WhoHadView } from './who-had-view.js';

export function addWhoHadPage(routes: AdminRoutes): void {
  routes.get('/online/who-had', ['radius.read'], async (request) => {
    const model = await findHolders(request);
    const view = <WhoHadView model={model} canSeeCustomers={request.may('customers.read')} />;
    request.show('Who had an address', view, { status: model.problem === undefined ? 200 : 422 });
  });
}

async function findHolders(request: AdminRequest): Promise<WhoHadModel> {
  const { query, services } = request;
  const [address, at] = [(query.address ?? '').trim(), (query.at ?? '').trim()];
  if (address === '' && at === '') return { address, at };
  try {
    const atMs = parseLocalInstant(at, services.company.timeZone);
    return { address, at, holders: await request.view((tx) => services.sessions.whoHad(tx, { address, atMs })) };
  } catch (error) {
    if (error instanceof TaplineError && (error.field === 'at' || error.field === 'address'))
      return { address, at, problem: error.message };
    throw error;
  }
}
