import { type FormTexts, readForm } from '@tapline/sdk/ui';
import { NEW_ADMIN_SCHEMA, NEW_TOKEN_SCHEMA } from '../../../accounts/account-schema.js';
import type { Admin, ApiToken } from '../../../accounts/account-service.js';
import { ALL_PERMISSIONS, requireMayGrant } from '../../../accounts/permissions.js';
import type { RouterGroup } from '../../../accounts/router-login-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { AdminForm, AdminsView, NewTokenView, TokenForm } from './admins-view.js';

export interface AdminsModel {
  readonly admins: readonly Admin[];
  readonly tokens: readonly ApiToken[];
  /** By admin: what those may at routers who may log in there. */
  readonly routerGroups: ReadonlyMap<string, RouterGroup>;
}

export function addAdminsPages(routes: AdminRoutes): void {
  routes
    .get('/admins', ['accounts.manage'], async (request) => {
      const { accounts, routerLogins } = request.services;
      const model = await request.view(async (tx) => ({
        admins: await accounts.listAdmins(tx),
        tokens: await accounts.listTokens(tx),
        routerGroups: await routerLogins.groups(tx),
      }));
      request.show('Admins and tokens', <AdminsView model={model} />);
    })
    .get('/admins/new', ['accounts.manage'], (request) => showAdminForm(request, {}, [], undefined))
    .post('/admins', ['accounts.manage'], createAdmin)
    .get('/tokens/new', ['accounts.manage'], (request) => showTokenForm(request, {}, [], undefined))
    .post('/tokens', ['accounts.manage'], createToken)
    .post('/tokens/:id/revoke', ['accounts.manage'], async (request) => {
      await request.transaction((tx) => request.services.accounts.revokeToken(tx, request.parameter('id')));
      request.goTo('/admins', 'The token is revoked: it lets nobody in any more.');
    });
}

async function createAdmin(request: AdminRequest): Promise<void> {
  const { form, services, principal } = request;
  const permissions = chosenPermissions(request);
  const { values, errors } = readForm(NEW_ADMIN_SCHEMA, form, services.company);
  if (Object.keys(errors).length > 0) return showAdminForm(request, form, permissions, { errors });
  requireMayGrant(principal, permissions);
  const draft = { ...(values as { login: string; name: string; password: string }), permissions };
  const outcome = await attempt(['login', 'name', 'password'], () => request.transaction((tx) => services.accounts.createAdmin(tx, draft)));
  if (!outcome.isDone) return showAdminForm(request, form, permissions, outcome.problem);
  request.goTo('/admins', `${outcome.value.name} may sign in as "${outcome.value.login}".`);
}

async function createToken(request: AdminRequest): Promise<void> {
  const { form, services, principal } = request;
  const permissions = chosenPermissions(request);
  requireMayGrant(principal, permissions);
  const name = (form.name ?? '').trim();
  const outcome = await attempt(['name'], () => request.transaction((tx) => services.accounts.createToken(tx, { name, permissions })));
  if (!outcome.isDone) return showTokenForm(request, form, permissions, outcome.problem);
  // Not by way of a redirect: the token is shown this once and must not lie in a cookie.
  request.show('New token', <NewTokenView name={name} token={outcome.value.token} />);
}

function chosenPermissions(request: AdminRequest): readonly string[] {
  const chosen = request.formList('permission');
  return chosen.includes(ALL_PERMISSIONS) ? [ALL_PERMISSIONS] : chosen;
}

function showAdminForm(request: AdminRequest, texts: FormTexts, permissions: readonly string[], problem: FormProblem | undefined): void {
  request.show(
    'New admin',
    <AdminForm schema={NEW_ADMIN_SCHEMA} texts={texts} permissions={permissions} problem={problem} granter={request.principal} />,
    problem ? { status: 422 } : {},
  );
}

function showTokenForm(request: AdminRequest, texts: FormTexts, permissions: readonly string[], problem: FormProblem | undefined): void {
  request.show(
    'New token',
    <TokenForm schema={NEW_TOKEN_SCHEMA} texts={texts} permissions={permissions} problem={problem} granter={request.principal} />,
    problem ? { status: 422 } : {},
  );
}
