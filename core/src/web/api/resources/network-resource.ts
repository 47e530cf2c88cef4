import type { DailyUsage, IpNetwork, Router, SubscriberSession } from '@tapline/sdk';
import type { AddressHolder } from '../../../network/address-queries.js';
import type { NetworkUse } from '../../../network/network-store.js';
import type { ShortLogEntry } from '../../../radius/log/short-log-entry.js';
import type { OnlineSession } from '../../../usage/session-queries.js';
import type { HourlyUsage, MonthlyUsage } from '../../../usage/usage-queries.js';
import { array, day, flag, instant, integer, nullable, object, octets, oneOf, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const networkProperties = {
  id: text,
  name: text,
  cidr: text,
  gives: oneOf('ipv4', 'ipv6', 'delegatedIpv6'),
  prefixLength: { ...integer, description: 'Of each prefix that it is cut into; 32 for IPv4.' },
  purpose: oneOf('pool', 'static', 'management'),
  routerIds: { ...array(text), description: 'The routers that its addresses are routed to; empty for any.' },
  createdAt: instant,
};

const useProperties = {
  usableAddresses: integer,
  usedAddresses: { ...integer, description: 'Kept and given.' },
  keptAddresses: { ...integer, description: 'Kept for services.' },
  givenAddresses: { ...integer, description: 'With sessions now.' },
  heldAddresses: { ...integer, description: 'Held by RADIUS servers ahead of need.' },
};

const sessionProperties = {
  id: text,
  routerId: text,
  acctSessionId: text,
  serviceId: nullable(text),
  login: text,
  ipv4Address: nullable(text),
  ipv6Prefix: { ...nullable(text), description: 'Of the link: Framed-IPv6-Prefix.' },
  delegatedIpv6Prefix: { ...nullable(text), description: 'For what is behind the customer’s router: Delegated-IPv6-Prefix.' },
  ipv6Address: { ...nullable(text), description: 'Of the customer’s device: Framed-IPv6-Address.' },
  furtherIpv6Prefixes: {
    ...array(text),
    description: 'What the router has told beside these, where it has several of a kind; an address as a prefix of 128 bits.',
  },
  macAddress: nullable(text),
  startedAt: instant,
  lastSeenAt: instant,
  stoppedAt: nullable(instant),
  terminateCause: nullable(text),
  downloadOctets: octets,
  uploadOctets: octets,
};

export const NETWORK_SCHEMAS = {
  Router: {
    ...object({
      id: text,
      name: text,
      address: text,
      nasIpAddress: nullable(text),
      nasIdentifier: nullable(text),
      coaAddress: nullable(text),
      coaPort: integer,
      coaPolicy: oneOf('coa-then-disconnect', 'disconnect-only', 'none'),
      coaMessageAuthenticator: flag,
      requireMessageAuthenticator: oneOf('yes', 'auto', 'no'),
      messageAuthenticatorSeenAt: nullable(instant),
      timeoutMs: nullable(integer),
      certificateName: nullable(text),
      isEnabled: { ...flag, description: 'RADIUS answers it.' },
      createdAt: instant,
    }),
    description: 'Its secret can be set and never be read.',
  },
  RadsecCertificate: {
    ...object({ certificate: text, key: text, authority: text }),
    description: 'PEM: what the router shows, its private key, and the authority that it has to believe.',
  },
  Network: object(networkProperties),
  NetworkUse: object({ ...networkProperties, ...useProperties }),
  AddressHolder: object({
    address: text,
    state: { ...oneOf('kept', 'given'), description: 'Kept for a service, or given to a session.' },
    serviceId: text,
    login: nullable(text),
    customerId: nullable(text),
    customerName: nullable(text),
    routerName: nullable(text),
    since: { ...nullable(instant), description: 'Of what is given.' },
  }),
  Session: object(sessionProperties),
  OnlineSession: object({ ...sessionProperties, customerId: nullable(text), customerName: nullable(text), routerName: text }),
  DailyUsage: object({ date: day, downloadOctets: octets, uploadOctets: octets }),
  HourlyUsage: object({ hour: { ...instant, description: 'When it began.' }, downloadOctets: octets, uploadOctets: octets }),
  MonthlyUsage: object({ month: { ...text, pattern: '^\\d{4}-\\d{2}$' }, downloadOctets: octets, uploadOctets: octets }),
  RadiusLogEntry: object({
    at: instant,
    kind: oneOf('auth', 'accounting', 'disconnect', 'coa'),
    verdict: oneOf('accept', 'reject', 'drop', 'ok', 'timeout', 'nak'),
    login: text,
    routerName: text,
    routerAddress: text,
    macAddress: text,
    ipv4Address: text,
    reason: { ...text, description: 'In words; empty when there is nothing to say.' },
  }),
};

export function presentRouter({ createdAtMs, messageAuthenticatorSeenAtMs, ...router }: Router) {
  return {
    ...router,
    messageAuthenticatorSeenAt: presentInstant(messageAuthenticatorSeenAtMs),
    createdAt: presentInstant(createdAtMs),
  };
}

export function presentNetwork({ createdAtMs, ...network }: IpNetwork | NetworkUse) {
  return { ...network, createdAt: presentInstant(createdAtMs) };
}

export function presentHolder({ sinceMs, ...holder }: AddressHolder) {
  return { ...holder, since: presentInstant(sinceMs) };
}

export function presentSession(session: SubscriberSession) {
  return {
    id: session.id,
    routerId: session.routerId,
    acctSessionId: session.acctSessionId,
    serviceId: session.serviceId,
    login: session.login,
    ipv4Address: session.ipv4Address,
    ipv6Prefix: session.ipv6Prefix,
    delegatedIpv6Prefix: session.delegatedIpv6Prefix,
    ipv6Address: session.ipv6Address,
    furtherIpv6Prefixes: session.furtherIpv6Prefixes,
    macAddress: session.macAddress,
    startedAt: presentInstant(session.startedAtMs),
    lastSeenAt: presentInstant(session.lastSeenMs),
    stoppedAt: presentInstant(session.stoppedAtMs),
    terminateCause: session.terminateCause,
    downloadOctets: session.downloadOctets.toString(),
    uploadOctets: session.uploadOctets.toString(),
  };
}

export function presentOnlineSession(session: OnlineSession) {
  const { customerId, customerName, routerName } = session;
  return { ...presentSession(session), customerId, customerName, routerName };
}

export function presentUsage({ date, downloadOctets, uploadOctets }: DailyUsage) {
  return { date, downloadOctets: downloadOctets.toString(), uploadOctets: uploadOctets.toString() };
}

export function presentHourlyUsage({ hourMs, downloadOctets, uploadOctets }: HourlyUsage) {
  return { hour: presentInstant(hourMs), downloadOctets: downloadOctets.toString(), uploadOctets: uploadOctets.toString() };
}

export function presentMonthlyUsage({ month, downloadOctets, uploadOctets }: MonthlyUsage) {
  return { month, downloadOctets: downloadOctets.toString(), uploadOctets: uploadOctets.toString() };
}

export function presentLogEntry(entry: ShortLogEntry) {
  const { kind, verdict, login, routerName, routerAddress, macAddress, ipv4Address, reason } = entry;
  return { at: presentInstant(entry.atMs), kind, verdict, login, routerName, routerAddress, macAddress, ipv4Address, reason };
}
