import { PassThrough } from 'node:stream';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { withQuery } from '../parts/hrefs.js';
import { logFilter, passes } from './log-filter.js';
import { LogRow, RadiusLog } from './radius-log-view.js';

const SHOWN_ENTRIES = 200;
/** A filter that lets little through still finds something: so many are looked at. */
const LOOKED_AT_ENTRIES = 5000;
const HEARTBEAT_MS = 20_000;

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
}

/** Server-sent events, a drawn row each; ends when the browser goes. */
function streamLog(request: AdminRequest): void {
  const { ctx, services } = request;
  const filter = logFilter(request.query);
  const stream = new PassThrough();
  const stop = services.shortLog.follow((entry) => {
    if (passes(filter, entry)) stream.write(serverSentEvent('row', request.render(<LogRow entry={entry} />)));
  });
  const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS);
  const end = (): void => {
    stop();
    clearInterval(heartbeat);
    stream.end();
  };
  ctx.res.once('close', end);
  ctx.type = 'text/event-stream';
  ctx.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  ctx.compress = false;
  ctx.status = 200;
  ctx.body = stream;
  stream.write(': following\n\n');
}

function serverSentEvent(name: string, data: string): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${name}\n${lines.join('')}\n`;
}
