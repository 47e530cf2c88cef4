import type { RouterContext } from '@koa/router';
import { LONGEST_BACKLOG_OCTETS } from '../http/longest-backlog.js';
import type { EntryStream } from './api-route.js';

/** Often enough that a proxy does not take the silence for an end. */
const HEARTBEAT_MS = 15_000;

/** Answers with entries as they come, as NDJSON or server-sent events, until the client leaves. */
export function sendEntries(ctx: RouterContext, entries: EntryStream): void {
  const isEventStream = ctx.get('Accept').includes('text/event-stream');
  const { res } = ctx;
  // Of a client that has left already no close is told any more.
  if (res.destroyed) return;
  const write = (chunk: string): void => {
    if (res.writableLength > LONGEST_BACKLOG_OCTETS) res.destroy();
    else res.write(chunk);
  };
  ctx.status = 200;
  ctx.type = isEventStream ? 'text/event-stream' : 'application/x-ndjson';
  ctx.set('X-Accel-Buffering', 'no');
  // Written past Koa: that would compress, which holds lines back, and take each client that leaves for an error.
  ctx.respond = false;
  ctx.flushHeaders();
  const unsubscribe = entries.subscribe((entry) =>
    write(isEventStream ? `data: ${JSON.stringify(entry)}\n\n` : `${JSON.stringify(entry)}\n`),
  );
  const heartbeat = setInterval(() => write(isEventStream ? ': alive\n\n' : '\n'), HEARTBEAT_MS);
  res.once('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
}
