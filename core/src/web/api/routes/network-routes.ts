import { conflict, type IpNetworkChanges, type NewIpNetwork, type NewRouter, type RouterChanges } from '@tapline/sdk';
import { NETWORK_CHANGES_SCHEMA, NEW_NETWORK_SCHEMA, NEW_ROUTER_SCHEMA, ROUTER_CHANGES_SCHEMA } from '../../../network/network-schema.js';
import { issueRouterCertificate } from '../../../radius/radsec/radsec-credentials.js';
import { defineRoute } from '../api-route.js';
import { list, PAGE_PROPERTIES, type PageQuery, page, query, ref, text, typed } from '../api-schema.js';
import { presentHolder, presentNetwork, presentRouter } from '../resources/network-resource.js';

const routerReaders = ['network.write', 'radius.read'] as const;
const networkReaders = ['network.write', 'radius.read', 'customers.read'] as const;

export const NETWORK_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/routers',
    tag: 'Network',
    summary: 'The routers that may ask RADIUS, by name.',
    permission: routerReaders,
    response: list(ref('Router')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: (await parts.routers.list(tx)).map(presentRouter) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/routers',
    tag: 'Network',
    summary: 'Creates a router.',
    permission: 'network.write',
    body: typed<NewRouter>(NEW_ROUTER_SCHEMA),
    status: 201,
    response: ref('Router'),
    handle: ({ parts, transaction, body }) => transaction(async (tx) => presentRouter(await parts.routers.create(tx, body))),
  }),
  defineRoute({
    method: 'GET',
    path: '/routers/{router}',
    tag: 'Network',
    summary: 'A router.',
    permission: routerReaders,
    response: ref('Router'),
    handle: ({ parts, view, parameters }) => view(async (tx) => presentRouter(await parts.routers.get(tx, parameters.router))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/routers/{router}',
    tag: 'Network',
    summary: 'Changes what is given of a router.',
    permission: 'network.write',
    body: typed<RouterChanges>(ROUTER_CHANGES_SCHEMA),
    response: ref('Router'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => presentRouter(await parts.routers.change(tx, parameters.router, body))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/routers/{router}',
    tag: 'Network',
    summary: 'Removes a router on which nobody is online and to which no network is routed.',
    permission: 'network.write',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.routers.remove(tx, parameters.router)),
  }),
  defineRoute({
    method: 'POST',
    path: '/routers/{router}/forget-message-authenticator',
    tag: 'Network',
    summary: 'Takes requests without Message-Authenticator again until the next one with it, where the rule is auto.',
    permission: 'network.write',
    response: ref('Router'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => presentRouter(await parts.routers.forgetMessageAuthenticator(tx, parameters.router))),
  }),
  defineRoute({
    method: 'POST',
    path: '/routers/{router}/radsec-certificate',
    tag: 'Network',
    summary: 'Issues a RadSec certificate for a router, by our own authority. The key is told once and kept nowhere.',
    permission: 'network.write',
    response: ref('RadsecCertificate'),
    handle: async ({ parts, transaction, parameters }) => {
      const name = await transaction(async (tx) => {
        const { id, certificateName } = await parts.routers.get(tx, parameters.router);
        if (certificateName === null || certificateName.startsWith('sha256:')) {
          throw conflict('ROUTER_CERTIFICATE_UNNAMED', 'set the name of its RadSec certificate first', 'certificateName');
        }
        await parts.audit.record(tx, { action: 'router.radsec-certificate', subject: `router:${id}` });
        return certificateName;
      });
      return issueRouterCertificate(parts.configuration.dataDirectory, name);
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/networks',
    tag: 'Network',
    summary: 'The networks, by address.',
    permission: networkReaders,
    response: list(ref('NetworkUse')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: (await parts.networks.list(tx)).map(presentNetwork) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/networks',
    tag: 'Network',
    summary: 'Creates a network.',
    permission: 'network.write',
    body: typed<NewIpNetwork>(NEW_NETWORK_SCHEMA),
    status: 201,
    response: ref('Network'),
    handle: ({ parts, transaction, body }) => transaction(async (tx) => presentNetwork(await parts.networks.create(tx, body))),
  }),
  defineRoute({
    method: 'GET',
    path: '/networks/{network}',
    tag: 'Network',
    summary: 'A network.',
    permission: networkReaders,
    response: ref('Network'),
    handle: ({ parts, view, parameters }) => view(async (tx) => presentNetwork(await parts.networks.get(tx, parameters.network))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/networks/{network}',
    tag: 'Network',
    summary: 'Changes what is given of a network; its addresses stay.',
    permission: 'network.write',
    body: typed<IpNetworkChanges>(NETWORK_CHANGES_SCHEMA),
    response: ref('Network'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => presentNetwork(await parts.networks.change(tx, parameters.network, body))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/networks/{network}',
    tag: 'Network',
    summary: 'Removes a network that is not in use.',
    permission: 'network.write',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.networks.remove(tx, parameters.network)),
  }),
  defineRoute({
    method: 'GET',
    path: '/networks/{network}/addresses',
    tag: 'Network',
    summary: 'Who has which address of a network, by address.',
    permission: networkReaders,
    query: query<PageQuery & { readonly q?: string }>({
      q: { ...text, maxLength: 200, description: 'Part of an address, login or customer.' },
      ...PAGE_PROPERTIES,
    }),
    response: page(ref('AddressHolder')),
    handle: ({ parts, view, parameters, query: { q, page: number, pageSize } }) =>
      view(async (tx) => {
        const network = await parts.networks.get(tx, parameters.network);
        const filter = { page: number, pageSize, ...(q === undefined ? {} : { text: q }) };
        const { holders, total } = await parts.addresses.holders(tx, network, filter);
        return { items: holders.map(presentHolder), total, page: number, pageSize };
      }),
  }),
];
