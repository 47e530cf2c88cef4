import { Alert, type FormTexts, SchemaForm, SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Admin } from '../../../accounts/account-service.js';
import { requireMayGrant } from '../../../accounts/permissions.js';
import { type NewRouterLogin, ROUTER_LOGIN_SCHEMA, type RouterGroup } from '../../../accounts/router-login-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';

interface RouterLoginModel {
  readonly admin: Admin;
  /** `undefined`: the admin may log in to no router. */
  readonly group: RouterGroup | undefined;
}

export function addRouterLoginPages(routes: AdminRoutes): void {
  routes
    .get('/admins/:id/router-login', ['accounts.manage'], async (request) => {
      const model = await load(request);
      show(request, model, { group: model.group ?? 'read' }, undefined);
    })
    .post('/admins/:id/router-login', ['accounts.manage'], async (request) => {
      requireMayGrant(request.principal, ['network.write']);
      const model = await load(request);
      const { group = '', password = '' } = request.form;
      const wanted = { group, ...(password === '' ? {} : { password }) } as NewRouterLogin;
      const outcome = await attempt(['group', 'password'], () =>
        request.transaction((tx) => request.services.routerLogins.set(tx, model.admin.id, wanted)),
      );
      if (!outcome.isDone) return show(request, model, request.form, outcome.problem);
      request.goTo('/admins', `${model.admin.name} may log in to routers as "${model.admin.login}".`);
    })
    .post('/admins/:id/router-login/off', ['accounts.manage'], async (request) => {
      const { admin } = await load(request);
      await request.transaction((tx) => request.services.routerLogins.remove(tx, admin.id));
      request.goTo('/admins', `${admin.name} may log in to no router any more.`);
    });
}

function load(request: AdminRequest): Promise<RouterLoginModel> {
  const { accounts, routerLogins } = request.services;
  return request.view(async (tx) => {
    const admin = await accounts.getAdmin(tx, request.parameter('id'));
    return { admin, group: (await routerLogins.groups(tx)).get(admin.id) };
  });
}

function show(request: AdminRequest, model: RouterLoginModel, texts: FormTexts, problem: FormProblem | undefined): void {
  const title = `Router login of ${model.admin.name}`;
  request.show(title, <RouterLoginForm title={title} model={model} texts={texts} problem={problem} />, problem ? { status: 422 } : {});
}

function RouterLoginForm({
  title,
  model: { admin, group },
  texts,
  problem,
}: {
  readonly title: string;
  readonly model: RouterLoginModel;
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}): JSX.Element {
  const path = `/admins/${admin.id}/router-login`;
  return (
    <Page title={title} parent={{ href: '/admins', title: 'Admins and tokens' }}>
      <div class="tl-stack">
        <Alert tone="info" title={`The login at routers is "${admin.login}"`}>
          A router has to ask for it: on RouterOS, <code>/user aaa set use-radius=yes</code>, and <code>login</code> among the services of
          its <code>/radius</code> entry.
        </Alert>
        <FormFrame action={path} submit={group === undefined ? 'Let them log in' : 'Save'} cancelHref="/admins" problem={problem}>
          <SchemaForm schema={ROUTER_LOGIN_SCHEMA} texts={texts} errors={problem?.errors ?? {}} hasSecrets={group !== undefined} />
        </FormFrame>
        {group !== undefined && (
          <form method="post" action={`${path}/off`} data-confirm={`Shall ${admin.name} log in to no router any more?`}>
            <SubmitButton look="danger" icon="ban">
              Take the router login away
            </SubmitButton>
          </form>
        )}
      </div>
    </Page>
  );
}
