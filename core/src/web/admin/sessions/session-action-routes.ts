import type { Transaction } from '@tapline/sdk';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt } from '../frame/form-problem.js';

/** A path of this server: nothing that leads elsewhere. */
const OWN_PATH = /^\/(?!\/)[\w/?&=%.+-]*$/;

/** What the buttons of a session do. */
export function addSessionActions(routes: AdminRoutes): void {
  routes
    .post('/sessions/:id/disconnect', ['customers.write', 'network.write'], (request) =>
      act(request, (tx, id) => request.services.sessionChanges.end(tx, id), 'The router is told to end the session.'),
    )
    .post('/sessions/:id/apply', ['customers.write', 'network.write'], (request) =>
      act(request, (tx, id) => request.services.sessionChanges.applyAgain(tx, id), 'The router is told again what the line may.'),
    );
}

async function act(request: AdminRequest, work: (tx: Transaction, sessionId: string) => Promise<void>, done: string): Promise<void> {
  const { backTo = '' } = request.form;
  const path = OWN_PATH.test(backTo) ? backTo : '/online';
  const outcome = await attempt([], () => request.transaction((tx) => work(tx, request.parameter('id'))));
  request.goTo(path, outcome.isDone ? done : { tone: 'bad', text: outcome.problem.message ?? 'That did not work.' });
}
