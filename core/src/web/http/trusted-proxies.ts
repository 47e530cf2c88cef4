import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { invalid } from '@tapline/sdk';
import type { Next } from 'koa';
import type { WebContext } from './web-context.js';

const SAID_BY_PROXIES = ['x-forwarded-host', 'x-forwarded-proto'] as const;
const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/;

/** Forgets what anybody but the proxies says of where a request came from, so that nobody passes for another address. Throws `WEB_PROXY_UNREADABLE`. */
export function trustedProxies(addresses: readonly string[]): (ctx: WebContext, next: Next) => Promise<void> {
  const proxies = listOf(addresses);
  return async (ctx, next) => {
    const address = (ctx.req.socket.remoteAddress ?? '').replace(MAPPED_IPV4, '');
    if (!isListed(proxies, address)) forgetSaid(ctx.req.headers, address);
    await next();
  };
}

function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [index, text] of addresses.entries()) {
    const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const family = familyOf(address);
    const length = prefix === undefined ? undefined : Number(prefix);
    if (!family || (length !== undefined && length > (family === 'ipv4' ? 32 : 128))) {
      const field = `web.trustedProxies[${index}]`;
      throw invalid(
        'WEB_PROXY_UNREADABLE',
        `${field} "${text}" is neither an address nor a network; write it like 10.0.0.2 or 10.0.0.0/24`,
        field,
      );
    }
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, length, family);
  }
  return list;
}

function isListed(list: BlockList, address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && list.check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}

/** That something was said stays to be seen: such a request is nobody's of this machine. */
function forgetSaid(headers: IncomingHttpHeaders, address: string): void {
  if (headers['x-forwarded-for'] !== undefined) headers['x-forwarded-for'] = address;
  for (const name of SAID_BY_PROXIES) delete headers[name];
}
