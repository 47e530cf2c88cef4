import { addressesOf } from '../../usage/session-addresses.js';
import { normaliseMacAddress } from '../codec/index.js';
import type { LineFacts } from './line-facts.js';
import { ago, step, type TestStep } from './test-step.js';

export function serviceStep(login: string, facts: LineFacts | undefined): TestStep {
  if (!facts) {
    if (normaliseMacAddress(login) !== undefined) {
      return step('Service', 'fault', `no service has the device ${login}, nor is it a login`, {
        cure: 'add the device to its service under "MAC addresses", or correct it',
      });
    }
    return step('Service', 'fault', `no service has the login "${login}"`, {
      cure: 'create one under the customer, or correct the login: letters count as they are written',
    });
  }
  const { service, customer } = facts;
  const named = service.login === login ? `"${login}"` : `"${login}" (login "${service.login}")`;
  return step('Service', 'ok', `${named} is a line of ${customer.name} (customer ${customer.number}), service ${service.status}`);
}

export function accessStep({ service, access, customer }: LineFacts, nowMs: number): TestStep {
  const reasons = access.reasons.map(({ source, effect, text, sinceMs }) => {
    const what = effect === 'block' ? 'shut' : 'slowed';
    return `${what} by ${source}, ${ago(sinceMs, nowMs)}: ${text}`;
  });
  if (access.isAllowed) {
    const found = reasons.length === 0 ? 'the line may pass' : 'the line may pass, slowed';
    return step('Access', 'ok', found, { details: reasons });
  }
  const cures = access.reasons.filter(({ effect }) => effect === 'block').map(({ source }) => cureOfSource(source));
  const first = access.reasons.find(({ effect }) => effect === 'block')?.text ?? 'no reason is kept';
  return step('Access', 'fault', `the line is shut: ${first}`, {
    cure: [...new Set(cures)].join('; and ').replaceAll('<login>', service.login).replaceAll('<customer>', String(customer.number)),
    details: reasons,
  });
}

function cureOfSource(source: string): string {
  if (source === 'service') return 'make the service active: tapline services change <login> --status active';
  if (source === 'customer') return 'make the customer active: tapline customers change <customer> --status active';
  return `do what the reason of "${source}" asks for; the customer’s page shows it (tapline access <login>)`;
}

export function addressStep({ service, sameAddress }: LineFacts): TestStep {
  const { ipv4Address, ipv4 } = service;
  if (ipv4.mode === 'session')
    return step('Address', 'info', 'each session of the line is leased an address; the login says which, or why none');
  if (ipv4.mode === 'router-pool') return step('Address', 'info', `the router gives an address out of its own pool "${ipv4.name}"`);
  if (ipv4Address === null) {
    return ipv4.mode === 'none'
      ? step('Address', 'info', 'the line has no IPv4 address of its own; the router gives it one out of its pool')
      : step('Address', 'fault', 'the line should have an IPv4 address and has none', {
          cure: 'choose its network again: its pool may be full (see Networks)',
        });
  }
  if (sameAddress.length === 0) return step('Address', 'ok', `${ipv4Address}, and nobody else is online with it`);
  const others = sameAddress.map(({ login }) => `"${login}"`).join(', ');
  return step('Address', 'fault', `${ipv4Address} is the line’s, and ${others} is online with it`, {
    cure: 'give the other line another address, or take the address out of the pools that the routers keep themselves',
  });
}

export function sessionStep(
  { online, lastSession }: LineFacts,
  at: { readonly nowMs: number; readonly interimMs: number; readonly routerName: (routerId: string) => string },
): TestStep {
  const [session] = online;
  if (!session) {
    if (!lastSession) return step('Session', 'info', 'nobody is online on this line, nor ever was');
    const when = ago(lastSession.stoppedAtMs ?? lastSession.lastSeenMs, at.nowMs);
    const cause = lastSession.terminateCause ? ` (${lastSession.terminateCause})` : '';
    return step('Session', 'info', `nobody is online; the last session ended ${when} on ${at.routerName(lastSession.routerId)}${cause}`);
  }
  const where = `on ${at.routerName(session.routerId)}, begun ${ago(session.startedAtMs, at.nowMs)}`;
  const details = [
    `${session.acctSessionId}, ${addressesOf(session).join(', ') || 'no address'}, ${session.macAddress ?? 'no MAC address'}`,
  ];
  const heard = `online ${where}; last accounting ${ago(session.lastSeenMs, at.nowMs)}`;
  if (online.length > 1) details.push(`and ${online.length - 1} more sessions`);
  if (at.nowMs - session.lastSeenMs <= 3 * at.interimMs) return step('Session', 'ok', heard, { details });
  return step('Session', 'warning', heard, {
    cure: 'the router should report more often: is it still there? RouterOS: /ppp aaa set accounting=yes interim-update=5m',
    details,
  });
}
