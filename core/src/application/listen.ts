import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TaplineError } from '@tapline/sdk';
import type Koa from 'koa';
import type { Configuration } from '../kernel/config/configuration.js';

/** Serves HTTP; throws `WEB_PORT_BUSY`, `WEB_PORT_REFUSED` or `WEB_ADDRESS_WRONG`, which name the key and the cure. */
export function listen(app: Koa, { host, port }: Configuration['web']): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host);
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.once('listening', () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

function explain(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === 'EADDRINUSE') {
    return new TaplineError(
      'WEB_PORT_BUSY',
      'unavailable',
      `web.port ${port} is in use by another program; stop that one, or set web.port to a free port`,
      { cause },
    );
  }
  if (cause.code === 'EACCES') {
    return new TaplineError('WEB_PORT_REFUSED', 'unavailable', `web.port ${port} needs the rights of root; set web.port to 1024 or more`, {
      cause,
    });
  }
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
    return new TaplineError(
      'WEB_ADDRESS_WRONG',
      'unavailable',
      `web.host ${host} is no address of this machine; set web.host to one, or to 0.0.0.0 for all`,
      { cause },
    );
  }
  return cause;
}
