import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { withQuery } from '../parts/hrefs.js';
import { addDebugPages } from './debug-page.js';
import { followInBrowser } from './follow-in-browser.js';
import { logFilter, passes } from './log-filter.js';
import { addLoginTestPages } from './login-test-page.js';
import { LogRow, RadiusLog } from './radius-log-view.js';

const SHOWN_ENTRIES = 200;
/** A filter that lets little through still finds something: so many are looked at. */
const LOOKED_AT_ENTRIES = 5000;

export function addRadiusLogPages(routes: AdminRoutes): void {
  routes
    .get('/radius-log', ['radius.read'], async (request) => {
      const filter = logFilter(request.query);
      const isFiltered = filter.text !== '' || filter.verdicts !== 'all';
      const latest = await request.services.shortLog.latest(isFiltered ? LOOKED_AT_ENTRIES : SHOWN_ENTRIES);
      const entries = latest
        .filter((entry) => passes(filter, entry))
        .slice(-SHOWN_ENTRIES)
        .toReversed();
      const streamHref = withQuery('/radius-log/stream', {
        q: filter.text,
        verdicts: filter.verdicts === 'all' ? undefined : filter.verdicts,
      });
      request.show('RADIUS log', <RadiusLog entries={entries} filter={filter} streamHref={streamHref} />);
    })
    .get('/radius-log/stream', ['radius.read'], streamLog);
  addDebugPages(routes);
  addLoginTestPages(routes);
}

function streamLog(request: AdminRequest): void {
  const { shortLog } = request.services;
  const filter = logFilter(request.query);
  followInBrowser(request, (listener) => shortLog.follow((entry) => passes(filter, entry) && listener(<LogRow entry={entry} />)));
}
