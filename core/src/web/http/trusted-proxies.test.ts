import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import Koa from 'koa';
import { trustedProxies } from './trusted-proxies.js';
import type { WebState } from './web-context.js';

const SAID = { 'X-Forwarded-For': '198.51.100.7', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' };

/** What the application takes a request for that comes from this machine and says {@link SAID}. */
async function takenFor(proxies: readonly string[], headers: Readonly<Record<string, string>> = SAID) {
  const app = new Koa<WebState>({ proxy: true, maxIpsCount: 1 });
  app.use(trustedProxies(proxies));
  app.use((ctx) => {
    ctx.body = { address: ctx.ip, host: ctx.host, protocol: ctx.protocol, isForwarded: ctx.get('X-Forwarded-For') !== '' };
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = (await (await fetch(`http://${host}/`, { headers })).json()) as Readonly<Record<string, unknown>>;
  await new Promise((resolve) => server.close(resolve));
  return { ...answer, host: answer.host === host ? 'its own' : answer.host };
}

describe('What is said of where a request came from', () => {
  it('is believed of the proxies in front, named by address or network', async () => {
    const believed = { address: '198.51.100.7', host: 'evil.example', protocol: 'https', isForwarded: true };
    expect(await takenFor(['::1', '127.0.0.1'])).to.deep.equal(believed);
    expect(await takenFor(['127.0.0.0/8'])).to.deep.equal(believed);
  });

  it('is not believed of anybody else, who stays somebody that something was said of', async () => {
    const own = { address: '127.0.0.1', host: 'its own', protocol: 'http', isForwarded: true };
    expect(await takenFor([])).to.deep.equal(own);
    expect(await takenFor(['10.0.0.0/8', '127.0.0.2', '::1'])).to.deep.equal(own);
    expect(await takenFor([], {})).to.deep.equal({ ...own, isForwarded: false });
  });

  it('needs proxies that can be read', () => {
    for (const text of ['proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0', '::1/129', '10.0.0.0/8/8'])
      expect(() => trustedProxies(['127.0.0.1', text]), text).to.throw('web.trustedProxies[1]');
  });
});
