import { readShortLogFilter, type ShortLogFilter } from '../../../radius/log/short-log-filter.js';
import { otherRadiusMachines } from '../../../radius/metrics/radius-machines.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { withQuery } from '../parts/hrefs.js';
import { addDebugPages } from './debug-page.js';
import { followInBrowser } from './follow-in-browser.js';
import { addLoginTestPages } from './login-test-page.js';
import { LogRow, RadiusLog } from './radius-log-view.js';

const SHOWN_ENTRIES = 200;

export function addRadiusLogPages(routes: AdminRoutes): void {
  routes
    .get('/radius-log', ['radius.read'], async (request) => {
      const filter = await readFilter(request);
      const entries = (await request.services.shortLog.latestPassing(filter, SHOWN_ENTRIES)).toReversed();
      const { text, verdicts } = filter.query;
      const streamHref = withQuery('/radius-log/stream', { q: text, verdicts: verdicts === 'all' ? undefined : verdicts });
      const otherMachines = entries.length > 0 ? [] : await request.view((tx) => otherRadiusMachines(tx));
      request.show(
        'RADIUS log',
        <RadiusLog entries={entries} filter={filter.query} streamHref={streamHref} otherMachines={otherMachines} />,
      );
    })
    .get('/radius-log/stream', ['radius.read'], streamLog);
  addDebugPages(routes);
  addLoginTestPages(routes);
}

async function streamLog(request: AdminRequest): Promise<void> {
  const { shortLog } = request.services;
  const filter = await readFilter(request);
  followInBrowser(request, (listener) => shortLog.follow((entry) => filter.passes(entry) && listener(<LogRow entry={entry} />)));
}

function readFilter(request: AdminRequest): Promise<ShortLogFilter> {
  const { services, query } = request;
  const verdicts = query.verdicts === 'trouble' || query.verdicts === 'accept' ? query.verdicts : 'all';
  return request.view((tx) => readShortLogFilter(tx, services.services, { text: (query.q ?? '').trim(), verdicts }));
}
