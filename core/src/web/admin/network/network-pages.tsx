import type { IpNetwork, NewIpNetwork, Router } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { pageWithin } from '../parts/hrefs.js';
import { HOLDERS_ID, NetworkHolders, type NetworkModel, NetworkPage } from './network-page.js';
import { NetworkForm, NetworkList } from './network-view.js';

const INPUTS = ['name', 'cidr', 'purpose', 'gives', 'prefixLength', 'routerIds'];
const READERS = ['network.write', 'radius.read', 'customers.read'] as const;
const PAGE_SIZE = 50;
const ROUTER_INPUT = 'router.';

export function addNetworkPages(routes: AdminRoutes): void {
  routes
    .get('/networks', READERS, async (request) => {
      const { services } = request;
      const [networks, routers] = await request.view(
        async (tx) => [await services.networks.list(tx), await services.routers.list(tx)] as const,
      );
      request.show('Networks', <NetworkList networks={networks} routers={routers} canWrite={request.may('network.write')} />);
    })
    .get('/networks/new', ['network.write'], (request) => showForm(request, undefined, {}, undefined))
    .post('/networks', ['network.write'], async (request) => {
      const outcome = await attempt(INPUTS, () => request.transaction((tx) => request.services.networks.create(tx, readNew(request.form))));
      if (!outcome.isDone) return showForm(request, undefined, request.form, outcome.problem);
      request.goTo(`/networks/${outcome.value.id}`, `The network ${outcome.value.cidr} is there.`);
    })
    .get('/networks/:id', READERS, async (request) => {
      const model = await loadModel(request);
      const canSeeCustomers = request.may('customers.read');
      if (request.wantsOnly(HOLDERS_ID)) request.showFragment(<NetworkHolders model={model} canSeeCustomers={canSeeCustomers} />);
      else
        request.show(
          model.network.name,
          <NetworkPage model={model} canWrite={request.may('network.write')} canSeeCustomers={canSeeCustomers} />,
        );
    })
    .get('/networks/:id/edit', ['network.write'], async (request) => {
      const network = await load(request);
      await showForm(request, network, textsOf(network), undefined);
    })
    .post('/networks/:id/edit', ['network.write'], async (request) => {
      const network = await load(request);
      const { name = '', purpose = '' } = request.form;
      const changes = { name: name.trim(), purpose: purpose as IpNetwork['purpose'], routerIds: readRouterIds(request.form) };
      const outcome = await attempt(INPUTS, () => request.transaction((tx) => request.services.networks.change(tx, network.id, changes)));
      if (!outcome.isDone) return showForm(request, network, request.form, outcome.problem);
      request.goTo(`/networks/${network.id}`, `The network ${outcome.value.cidr} is changed.`);
    });
}

function load(request: AdminRequest): Promise<IpNetwork> {
  return request.view((tx) => request.services.networks.get(tx, request.parameter('id')));
}

function loadModel(request: AdminRequest): Promise<NetworkModel> {
  const { services, query } = request;
  const text = (query.q ?? '').trim();
  return request.view(async (tx) => {
    const network = await services.networks.use(tx, request.parameter('id'));
    const filter = { pageSize: PAGE_SIZE, ...(text === '' ? {} : { text }) };
    const counted = await services.addresses.holders(tx, network, { ...filter, page: request.page });
    const page = pageWithin(request.page, counted.total, PAGE_SIZE);
    const found = page === request.page ? counted : await services.addresses.holders(tx, network, { ...filter, page });
    return { network, routers: await services.routers.list(tx), ...found, page, pageSize: PAGE_SIZE, text };
  });
}

function textsOf({ name, purpose, routerIds }: IpNetwork): FormTexts {
  return { name, purpose, ...Object.fromEntries(routerIds.map((id) => [`${ROUTER_INPUT}${id}`, 'on'])) };
}

function readNew(form: FormTexts): NewIpNetwork {
  const { name = '', cidr = '', purpose = '', gives = '', prefixLength = '' } = form;
  return {
    name: name.trim(),
    cidr: cidr.trim(),
    purpose: purpose as IpNetwork['purpose'],
    ...(gives === '' ? {} : { gives: gives as IpNetwork['gives'] }),
    ...(prefixLength.trim() === '' ? {} : { prefixLength: Number(prefixLength.replace('/', '')) }),
    routerIds: readRouterIds(form),
  };
}

function readRouterIds(form: FormTexts): readonly string[] {
  return Object.keys(form).flatMap((name) => (name.startsWith(ROUTER_INPUT) ? [name.slice(ROUTER_INPUT.length)] : []));
}

async function showForm(
  request: AdminRequest,
  network: IpNetwork | undefined,
  texts: FormTexts,
  problem: FormProblem | undefined,
): Promise<void> {
  const title = network ? `Edit ${network.name}` : 'New network';
  const routers: readonly Router[] = await request.view((tx) => request.services.routers.list(tx));
  request.show(
    title,
    <NetworkForm title={title} network={network} routers={routers} texts={texts} problem={problem} />,
    problem ? { status: 422 } : {},
  );
}
