import { type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import { NEW_DEBUG_SWITCH_SCHEMA } from '../../../radius/log/debug-schema.js';
import type { NewDebugSwitch } from '../../../radius/log/debug-topic.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { DebugRow, RadiusDebug } from './debug-view.js';
import { followInBrowser } from './follow-in-browser.js';

const PATH = '/radius-log/debug';
const INPUTS = ['kind', 'value', 'minutes'];
const SHOWN_ENTRIES = 50;

export function addDebugPages(routes: AdminRoutes): void {
  routes
    .get(PATH, ['radius.read'], (request) => show(request, formTexts(NEW_DEBUG_SWITCH_SCHEMA, {}, request.services.company), undefined))
    .get(`${PATH}/stream`, ['radius.read'], (request) =>
      followInBrowser(request, (listener) => request.services.radiusDebugLog.follow((entry) => listener(<DebugRow entry={entry} />))),
    )
    .post(PATH, ['system.manage'], async (request) => {
      const { values, errors } = readForm(NEW_DEBUG_SWITCH_SCHEMA, request.form, request.services.company);
      if (Object.keys(errors).length > 0) return show(request, request.form, { errors });
      const outcome = await attempt(INPUTS, () =>
        request.transaction((tx) => request.services.radiusDebug.switchOn(tx, values as unknown as NewDebugSwitch)),
      );
      if (!outcome.isDone) return show(request, request.form, outcome.problem);
      request.goTo(PATH, `The debug log is on for ${outcome.value.title}. Its requests appear below as they come.`);
    })
    .post(`${PATH}/:id/off`, ['system.manage'], async (request) => {
      await request.transaction((tx) => request.services.radiusDebug.switchOff(tx, request.parameter('id')));
      request.goTo(PATH, 'The debug log is off for it.');
    });
}

async function show(request: AdminRequest, texts: FormTexts, problem: FormProblem | undefined): Promise<void> {
  const { radiusDebug, radiusDebugLog } = request.services;
  const switches = await request.view((tx) => radiusDebug.list(tx));
  const entries = (await radiusDebugLog.latest(SHOWN_ENTRIES)).toReversed();
  request.show(
    'RADIUS debug log',
    <RadiusDebug path={PATH} switches={switches} entries={entries} form={request.may('system.manage') ? { texts, problem } : undefined} />,
    problem ? { status: 422 } : {},
  );
}
