import type { NewRouter, Router, RouterChanges } from '@tapline/sdk';
import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { NEW_ROUTER_SCHEMA, ROUTER_FORM_SCHEMA } from '../../../network/network-schema.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { asSentence, attempt, type FormProblem } from '../frame/form-problem.js';
import { drawPanels } from '../parts/addon-panels.js';
import { RouterTestView } from './router-test-view.js';
import { RouterForm, RouterList } from './router-view.js';

const INPUTS = Object.keys(ROUTER_FORM_SCHEMA.properties ?? {});
const CHANGES_SCHEMA = { ...ROUTER_FORM_SCHEMA, required: ['name', 'address', 'secret', 'coaPort', 'requireMessageAuthenticator'] };

const REQUESTS = 30;

/** What a router must be told of this server. */
export interface RadiusServer {
  readonly address: string;
  readonly authPort: number;
  readonly accountingPort: number;
}

export function addRouterPages(routes: AdminRoutes): void {
  routes
    .get('/routers', ['network.write', 'radius.read'], async (request) => {
      const rows = await request.view(async (tx) => {
        const online = await request.services.sessions.countOnlineByRouter(tx);
        const { routers: health } = await request.services.routerHealth.read(tx);
        return (await request.services.routers.list(tx)).map((router) => ({
          router,
          online: online.get(router.id) ?? 0,
          health: health.find(({ routerId }) => routerId === router.id),
        }));
      });
      request.show('Routers', <RouterList rows={rows} canWrite={request.may('network.write')} />);
    })
    .get('/routers/new', ['network.write'], (request) =>
      showForm(request, undefined, formTexts(NEW_ROUTER_SCHEMA, {}, request.services.company), undefined),
    )
    .post('/routers', ['network.write'], async (request) => {
      const { values, errors } = readForm(NEW_ROUTER_SCHEMA, request.form, request.services.company);
      if (Object.keys(errors).length > 0) return showForm(request, undefined, request.form, { errors });
      const outcome = await attempt(INPUTS, () =>
        request.transaction((tx) => request.services.routers.create(tx, values as unknown as NewRouter)),
      );
      if (!outcome.isDone) return showForm(request, undefined, request.form, outcome.problem);
      request.goTo(`/routers/${outcome.value.id}`, `${outcome.value.name} may ask RADIUS now. Set it up with the lines below.`);
    })
    .get('/routers/:id', ['network.write'], async (request) => {
      const router = await load(request);
      await showForm(request, router, formTexts(CHANGES_SCHEMA, { ...router }, request.services.company), undefined);
    })
    .post('/routers/:id/test', ['network.write', 'radius.read'], async (request) => {
      const result = await request.services.routerTester.run(request.principal.actor, request.parameter('id'));
      const requests = await request.view(async (tx) => {
        const found = await request.services.sessionChanges.ofRouter(tx, result.routerId, REQUESTS);
        return {
          found,
          logins: await request.services.sessions.loginsOf(
            tx,
            found.map(({ sessionId }) => sessionId),
          ),
        };
      });
      request.show(`Test of ${result.routerName}`, <RouterTestView result={result} requests={requests.found} logins={requests.logins} />);
    })
    .post('/routers/:id', ['network.write'], async (request) => {
      const router = await load(request);
      const { values, errors } = readForm(CHANGES_SCHEMA, request.form, request.services.company);
      if (Object.keys(errors).length > 0) return showForm(request, router, request.form, { errors });
      const outcome = await attempt(INPUTS, () =>
        request.transaction((tx) => request.services.routers.change(tx, router.id, values as RouterChanges)),
      );
      if (!outcome.isDone) return showForm(request, router, request.form, outcome.problem);
      request.goTo('/routers', `${outcome.value.name} is changed.`);
    })
    .post('/routers/:id/disable', ['network.write'], (request) => turn(request, false))
    .post('/routers/:id/enable', ['network.write'], (request) => turn(request, true))
    .post('/routers/:id/remove', ['network.write'], async (request) => {
      const { id, name } = await load(request);
      const outcome = await attempt([], () => request.transaction((tx) => request.services.routers.remove(tx, id)));
      if (outcome.isDone) request.goTo('/routers', `${name} is removed.`);
      else request.goTo(`/routers/${id}`, { tone: 'bad', text: asSentence(outcome.problem.message ?? 'it could not be removed') });
    })
    .post('/routers/:id/forget-message-authenticator', ['network.write'], async (request) => {
      const { id, name } = await forget(request);
      request.goTo(`/routers/${id}`, `${name} may leave Message-Authenticator out until it sends one.`);
    });
}

async function turn(request: AdminRequest, isEnabled: boolean): Promise<void> {
  const { id, name } = await request.transaction((tx) => request.services.routers.change(tx, request.parameter('id'), { isEnabled }));
  request.goTo(`/routers/${id}`, `${name} is ${isEnabled ? 'answered again' : 'not answered any more'}.`);
}

function forget(request: AdminRequest): Promise<Router> {
  return request.transaction((tx) => request.services.routers.forgetMessageAuthenticator(tx, request.parameter('id')));
}

function load(request: AdminRequest): Promise<Router> {
  return request.view((tx) => request.services.routers.get(tx, request.parameter('id')));
}

function radiusServer({ services, ctx }: AdminRequest): RadiusServer {
  const { host, authPort, accountingPort } = services.configuration.radius;
  // An address of all interfaces says nothing to a router; the one that the admin has typed into the browser is the best guess.
  return { address: host === '0.0.0.0' ? ctx.hostname : host, authPort, accountingPort };
}

async function showForm(
  request: AdminRequest,
  router: Router | undefined,
  texts: FormTexts,
  problem: FormProblem | undefined,
): Promise<void> {
  const title = router ? router.name : 'New router';
  const panels = router ? await drawPanels(request, request.services.contributions.routerPanels(), router) : [];
  request.show(
    title,
    <RouterForm
      title={title}
      router={router}
      schema={router ? CHANGES_SCHEMA : NEW_ROUTER_SCHEMA}
      texts={texts}
      problem={problem}
      server={radiusServer(request)}
      panels={panels}
    />,
    problem ? { status: 422 } : {},
  );
}
