import { PassThrough } from 'node:stream';
import type { JSX } from 'preact';
import { LONGEST_BACKLOG_OCTETS } from '../../http/longest-backlog.js';
import type { AdminRequest } from '../frame/admin-request.js';

const HEARTBEAT_MS = 20_000;

/** Server-sent events, a drawn row each; ends when the browser goes. */
export function followInBrowser(request: AdminRequest, follow: (listener: (row: JSX.Element) => void) => () => void): void {
  const { ctx } = request;
  // Of a client that has left already no close is told any more.
  if (ctx.res.destroyed) return;
  const stream = new PassThrough();
  const write = (text: string): void => {
    if (stream.writableLength > LONGEST_BACKLOG_OCTETS) ctx.res.destroy();
    else stream.write(text);
  };
  const stop = follow((row) => write(serverSentEvent('row', request.render(row))));
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
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
