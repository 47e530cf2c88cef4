import type { IpNetwork, IpNetworkChanges, NewIpNetwork } from '@tapline/sdk';
import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { NETWORK_CHANGES_SCHEMA, NEW_NETWORK_SCHEMA } from '../../../network/network-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { NetworkForm, NetworkList } from './network-view.js';

const INPUTS = ['name', 'cidr', 'purpose'];
const CHANGES_SCHEMA = { ...NETWORK_CHANGES_SCHEMA, required: ['name', 'purpose'] };

export function addNetworkPages(routes: AdminRoutes): void {
  routes
    .get('/networks', ['network.write', 'radius.read', 'customers.read'], async (request) => {
      const networks = await request.view((tx) => request.services.networks.list(tx));
      request.show('Networks', <NetworkList networks={networks} canWrite={request.may('network.write')} />);
    })
    .get('/networks/new', ['network.write'], (request) =>
      showForm(request, undefined, formTexts(NEW_NETWORK_SCHEMA, {}, request.services.company), undefined),
    )
    .post('/networks', ['network.write'], async (request) => {
      const { values, errors } = readForm(NEW_NETWORK_SCHEMA, request.form, request.services.company);
      if (Object.keys(errors).length > 0) return showForm(request, undefined, request.form, { errors });
      const outcome = await attempt(INPUTS, () =>
        request.transaction((tx) => request.services.networks.create(tx, values as unknown as NewIpNetwork)),
      );
      if (!outcome.isDone) return showForm(request, undefined, request.form, outcome.problem);
      request.goTo('/networks', `The network ${outcome.value.cidr} is there.`);
    })
    .get('/networks/:id/edit', ['network.write'], async (request) => {
      const network = await load(request);
      showForm(request, network, formTexts(CHANGES_SCHEMA, { ...network }, request.services.company), undefined);
    })
    .post('/networks/:id/edit', ['network.write'], async (request) => {
      const network = await load(request);
      const { values, errors } = readForm(CHANGES_SCHEMA, request.form, request.services.company);
      if (Object.keys(errors).length > 0) return showForm(request, network, request.form, { errors });
      const outcome = await attempt(INPUTS, () =>
        request.transaction((tx) => request.services.networks.change(tx, network.id, values as IpNetworkChanges)),
      );
      if (!outcome.isDone) return showForm(request, network, request.form, outcome.problem);
      request.goTo('/networks', `The network ${outcome.value.cidr} is changed.`);
    });
}

function load(request: AdminRequest): Promise<IpNetwork> {
  return request.view((tx) => request.services.networks.get(tx, request.parameter('id')));
}

function showForm(request: AdminRequest, network: IpNetwork | undefined, texts: FormTexts, problem: FormProblem | undefined): void {
  const title = network ? `Edit ${network.name}` : 'New network';
  const schema = network ? CHANGES_SCHEMA : NEW_NETWORK_SCHEMA;
  request.show(
    title,
    <NetworkForm title={title} network={network} schema={schema} texts={texts} problem={problem} />,
    problem ? { status: 422 } : {},
  );
}
