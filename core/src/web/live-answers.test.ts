import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { RouterContext } from '@koa/router';
import { expect } from 'chai';
import Koa from 'koa';
import type { AdminRequest } from './admin/frame/admin-request.js';
import { followInBrowser } from './admin/radius-log/follow-in-browser.js';
import { EntryStream } from './api/api-route.js';
import { sendEntries } from './api/entry-stream.js';

type Listener = (entry: unknown) => void;
type Follow = (listener: Listener) => () => void;

const WAYS: Readonly<Record<string, (ctx: Koa.Context, follow: Follow) => void>> = {
  'A log in the browser': (ctx, follow) => followInBrowser({ ctx, render: String } as unknown as AdminRequest, follow as never),
  'A log over the API': (ctx, follow) => sendEntries(ctx as unknown as RouterContext, new EntryStream(follow)),
};
const ENTRY = 'x'.repeat(256 * 1024);
const FAR_TOO_MANY = 256;

for (const [title, answer] of Object.entries(WAYS)) {
  describe(`${title} that is followed`, () => {
    let server: Server;
    let client: Socket;
    let listener: Listener | undefined;
    /** The answer waits for it. */
    let lookUp: (ctx: Koa.Context) => Promise<unknown>;
    let answered: Promise<unknown>;

    const follow: Follow = (added) => {
      listener = added;
      return () => {
        listener = undefined;
      };
    };

    beforeEach(async () => {
      listener = undefined;
      lookUp = () => Promise.resolve();
      const app = new Koa();
      app.silent = true;
      answered = new Promise((resolve) => {
        app.use(async (ctx) => {
          await lookUp(ctx);
          answer(ctx, follow);
          resolve(undefined);
        });
      });
      server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    const ask = (): void => {
      client = connect((server.address() as AddressInfo).port, '127.0.0.1');
      client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    };
    afterEach(() => {
      client.destroy();
      server.close();
      server.closeAllConnections();
    });

    it('lets a client go that does not read', async () => {
      ask();
      await answered;
      for (let sent = 0; sent < FAR_TOO_MANY && listener; sent++) {
        listener(ENTRY);
        await turn();
      }
      expect(listener).to.equal(undefined);
    });

    it('is not followed for a client that has left before it began', async () => {
      const hasBegun = new Promise<void>((resolve) => {
        lookUp = (ctx) => {
          resolve();
          return once(ctx.res, 'close');
        };
      });
      ask();
      await hasBegun;
      client.destroy();
      await answered;
      expect(listener).to.equal(undefined);
    });
  });
}
