import { NEW_ADMIN_SCHEMA, NEW_TOKEN_SCHEMA } from '../../../accounts/account-schema.js';
import type { NewAdmin, NewToken } from '../../../accounts/account-service.js';
import { requireMayGrant } from '../../../accounts/permissions.js';
import { type NewRouterLogin, ROUTER_LOGIN_SCHEMA } from '../../../accounts/router-login-schema.js';
import { defineRoute } from '../api-route.js';
import { list, object, ref, text, typed } from '../api-schema.js';
import { presentAdmin, presentToken } from '../resources/account-resource.js';

const tag = 'Accounts';

export const ACCOUNT_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/tokens',
    tag,
    summary: 'The tokens that were given out, without the tokens themselves.',
    permission: 'accounts.manage',
    response: list(ref('Token')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: (await parts.accounts.listTokens(tx)).map(presentToken) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/tokens',
    tag,
    summary: 'Makes a token, with no permission that the caller lacks; it is shown this once.',
    permission: 'accounts.manage',
    body: typed<NewToken>(NEW_TOKEN_SCHEMA),
    status: 201,
    response: ref('NewTokenAnswer'),
    handle: ({ parts, principal, transaction, body }) => {
      requireMayGrant(principal, body.permissions);
      return transaction((tx) => parts.accounts.createToken(tx, body));
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/tokens/{token}',
    tag,
    summary: 'Revokes a token.',
    permission: 'accounts.manage',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.accounts.revokeToken(tx, parameters.token)),
  }),
  defineRoute({
    method: 'GET',
    path: '/router-logins',
    tag,
    summary: 'Which admins may log in to the routers themselves, and what they may there.',
    permission: 'accounts.manage',
    response: list(ref('RouterLogin')),
    handle: ({ parts, view }) =>
      view(async (tx) => ({ items: [...(await parts.routerLogins.groups(tx))].map(([adminId, group]) => ({ adminId, group })) })),
  }),
  defineRoute({
    method: 'PUT',
    path: '/admins/{admin}/router-login',
    tag,
    summary:
      'Lets an admin log in to routers, or changes what they may there, by a caller with network.write too; the first time with a password.',
    permission: 'accounts.manage',
    body: typed<NewRouterLogin>(ROUTER_LOGIN_SCHEMA),
    status: 204,
    handle: ({ parts, principal, transaction, parameters, body }) => {
      requireMayGrant(principal, ['network.write']);
      return transaction((tx) => parts.routerLogins.set(tx, parameters.admin, body));
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/admins/{admin}/router-login',
    tag,
    summary: 'Lets an admin log in to no router any more.',
    permission: 'accounts.manage',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.routerLogins.remove(tx, parameters.admin)),
  }),
  defineRoute({
    method: 'GET',
    path: '/admins',
    tag,
    summary: 'Who may sign in to the admin interface.',
    permission: 'accounts.manage',
    response: list(ref('Admin')),
    handle: ({ parts, view }) => view(async (tx) => ({ items: (await parts.accounts.listAdmins(tx)).map(presentAdmin) })),
  }),
  defineRoute({
    method: 'POST',
    path: '/admins',
    tag,
    summary: 'Creates an admin, with no permission that the caller lacks.',
    permission: 'accounts.manage',
    body: typed<NewAdmin>(NEW_ADMIN_SCHEMA),
    status: 201,
    response: ref('Admin'),
    handle: ({ parts, principal, transaction, body }) => {
      requireMayGrant(principal, body.permissions);
      return transaction(async (tx) => presentAdmin(await parts.accounts.createAdmin(tx, body)));
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/admins/{admin}/reset-password',
    tag,
    summary: 'Gives an admin, who has no permission that the caller lacks, a password for one sign-in; it is shown this once.',
    permission: 'accounts.manage',
    response: object({ oneTimePassword: text }),
    handle: ({ parts, principal, transaction, parameters: { admin } }) =>
      transaction(async (tx) => {
        requireMayGrant(principal, (await parts.accounts.getAdmin(tx, admin)).permissions);
        return parts.accounts.resetPassword(tx, admin);
      }),
  }),
];
