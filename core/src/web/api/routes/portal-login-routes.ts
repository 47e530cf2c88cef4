import { type NewPortalLogin, PORTAL_LOGIN_SCHEMA } from '../../../accounts/portal/portal-login-schema.js';
import { defineRoute } from '../api-route.js';
import { ref, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import { presentPortalLogin } from '../resources/account-resource.js';

const tag = 'Customers';
const path = '/customers/{customer}/portal-login';

export const PORTAL_LOGIN_ROUTES = [
  defineRoute({
    method: 'GET',
    path,
    tag,
    summary: 'How a customer signs in to the portal.',
    permission: 'customers.read',
    response: ref('PortalLogin'),
    handle: ({ parts, view, parameters }) =>
      view(async (tx) => presentPortalLogin(await parts.portalLogins.get(tx, (await findCustomer(parts, tx, parameters.customer)).id))),
  }),
  defineRoute({
    method: 'PUT',
    path,
    tag,
    summary: 'Lets a customer sign in to the portal, or changes the login or the password; a changed password ends all sessions.',
    permission: 'customers.write',
    body: typed<NewPortalLogin>(PORTAL_LOGIN_SCHEMA),
    response: ref('PortalLogin'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => {
        const { id } = await findCustomer(parts, tx, parameters.customer);
        return presentPortalLogin(await parts.portalLogins.set(tx, id, body));
      }),
  }),
  defineRoute({
    method: 'DELETE',
    path,
    tag,
    summary: 'Takes the login away and ends all sessions.',
    permission: 'customers.write',
    status: 204,
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => parts.portalLogins.remove(tx, (await findCustomer(parts, tx, parameters.customer)).id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/customers/{customer}/portal-login/invite',
    tag,
    summary: 'Mails the customer a link to choose a password by; it works once, within three days.',
    permission: 'customers.write',
    status: 204,
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => parts.portalLogins.invite(tx, (await findCustomer(parts, tx, parameters.customer)).id)),
  }),
];
