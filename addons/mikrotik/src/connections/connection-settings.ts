import { invalid, type JsonSchema } from '@tapline/sdk';
import { prefixOf } from '../lines/prefix.js';
import type { ApiSecurity } from '../routeros/socket.js';
import { PAYPAL_HOSTS } from '../setup/allowed-hosts.js';

export type CountingMethod = 'off' | 'queues' | 'ip-accounting';
/** `show`: what would be changed is worked out and shown, and nothing is changed. */
export type ControlMode = 'off' | 'show' | 'apply';

/** What an admin sets of the way to a router's API; the password is kept beside it. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly security: ApiSecurity['kind'];
  readonly user: string;
  readonly connectTimeoutSeconds: number;
  readonly answerTimeoutSeconds: number;
  /** The IPv4 address by which the router reaches Tapline; empty while it is not set. */
  readonly ownAddress: string;
  readonly counting: CountingMethod;
  readonly countingMinutes: number;
  /** Whether queues tell download before upload. */
  readonly swapsDirections: boolean;
  readonly control: ControlMode;
  readonly setsAddressLists: boolean;
  readonly setsQueues: boolean;
  readonly setsLeases: boolean;
  readonly setsSecrets: boolean;
  /** Of restricted lines: in the walled garden, or shut off. */
  readonly restrictedGo: 'blocked' | 'garden';
  /** What lines in the walled garden reach beside Tapline: host names and IPv4 addresses. */
  readonly allowedHosts: readonly string[];
  /** Whose lines are this router's, as `10.0.0.0/24` or `2001:db8::/32`; those with a lease on it are always. */
  readonly networks: readonly string[];
  readonly backsUp: boolean;
}

export const USUAL_PORTS: Readonly<Record<ApiSecurity['kind'], number>> = { pinned: 8729, trusted: 8729, none: 8728 };

/** Together less than the 30 s that an operation and a listener have: who asks is told what the router did not do, and not that time is over. */
export const MOST_CONNECT_SECONDS = 8;
export const MOST_ANSWER_SECONDS = 20;

export const CONNECTION_INPUT: JsonSchema = {
  type: 'object',
  properties: {
    router: { type: 'string', title: 'Router', description: 'Its name or id, as under Routers.', minLength: 1, maxLength: 100 },
    replaces: {
      type: 'boolean',
      title: 'Change what is saved of it',
      description: 'Else this form is refused for a router that is connected already: all of it would be set anew.',
      default: false,
    },
    host: { type: 'string', title: 'Address of its API', description: 'An IP address or a host name.', minLength: 1, maxLength: 253 },
    security: {
      type: 'string',
      title: 'Security',
      enum: ['pinned', 'trusted', 'none'],
      'x-enum-titles': [
        'TLS; the certificate that it shows first is pinned',
        'TLS; its certificate is signed by an authority that this machine trusts',
        'None: the password is readable on the way',
      ],
      default: 'pinned',
    },
    port: {
      type: 'integer',
      title: 'Port',
      description: '0 for the usual one: 8729 with TLS, 8728 without.',
      minimum: 0,
      maximum: 65535,
      default: 0,
    },
    user: { type: 'string', title: 'User', minLength: 1, maxLength: 100, default: 'tapline' },
    password: {
      type: 'string',
      title: 'Password',
      description: 'Never shown again. Leave it empty to keep the one that is saved.',
      maxLength: 200,
      default: '',
      'x-widget': 'secret',
    },
    forgetsCertificate: {
      type: 'boolean',
      title: 'Forget the pinned certificate',
      description: 'The next one that it shows is pinned in its place.',
      default: false,
    },
    ownAddress: {
      type: 'string',
      title: 'Address of Tapline',
      description: 'The IPv4 address by which the router reaches it; stands in the set-up script.',
      pattern: '^(\\d{1,3}(\\.\\d{1,3}){3})?$',
      examples: ['10.0.0.5'],
      maxLength: 15,
      default: '',
    },
    counting: {
      type: 'string',
      title: 'Counting by the API',
      description: 'For lines that RADIUS accounting says nothing of. Where it speaks of a line, it counts.',
      enum: ['off', 'queues', 'ip-accounting'],
      'x-enum-titles': ['Off', 'By simple queues', 'By IP accounting (RouterOS 6)'],
      default: 'off',
    },
    countingMinutes: { type: 'integer', title: 'Counting interval (minutes)', minimum: 1, maximum: 60, default: 5 },
    swapsDirections: {
      type: 'boolean',
      title: 'Directions are swapped',
      description: 'When downloads show up as uploads: for queues that are set on the uplink.',
      default: false,
    },
    control: {
      type: 'string',
      title: 'Access by the API',
      enum: ['off', 'show', 'apply'],
      'x-enum-titles': ['Off', 'Show what would be changed', 'Apply'],
      default: 'show',
    },
    setsAddressLists: { type: 'boolean', title: 'Address lists for blocked, new and walled-garden lines, of IPv4 and IPv6', default: true },
    setsQueues: { type: 'boolean', title: 'Simple queues for the speed', default: false },
    setsLeases: { type: 'boolean', title: 'Static DHCP leases of lines with a kept address', default: false },
    setsSecrets: {
      type: 'boolean',
      title: 'PPP secrets',
      description: 'The router then knows the passwords of its lines.',
      default: false,
    },
    restrictedGo: {
      type: 'string',
      title: 'Restricted lines',
      enum: ['blocked', 'garden'],
      'x-enum-titles': ['Blocked: they reach the portal only', 'Walled garden: they reach the way to pay too'],
      default: 'garden',
    },
    allowedHosts: {
      type: 'string',
      title: 'The way to pay',
      description: 'Host names and IPv4 addresses that the walled garden lets through, one a line. They stand in the set-up script.',
      maxLength: 4000,
      default: PAYPAL_HOSTS.join('\n'),
      'x-widget': 'textarea',
    },
    networks: {
      type: 'string',
      title: 'Networks of its lines',
      description: 'One a line, like 10.0.0.0/24 or 2001:db8::/32. Lines with a DHCP lease on the router are always its own.',
      maxLength: 2000,
      default: '',
      'x-widget': 'textarea',
    },
    backsUp: { type: 'boolean', title: 'Keep its configuration daily, when changed', default: true },
    connectTimeoutSeconds: { type: 'integer', title: 'Time to connect (s)', minimum: 1, maximum: MOST_CONNECT_SECONDS, default: 5 },
    answerTimeoutSeconds: { type: 'integer', title: 'Time to answer (s)', minimum: 1, maximum: MOST_ANSWER_SECONDS, default: 20 },
  },
  required: ['router', 'host'],
  additionalProperties: false,
};

export interface ConnectionInput extends Omit<ConnectionSettings, 'networks' | 'allowedHosts'> {
  readonly router: string;
  readonly password: string;
  readonly forgetsCertificate: boolean;
  readonly replaces: boolean;
  readonly networks: string;
  readonly allowedHosts: string;
}

/** Throws `MIKROTIK_NETWORK_WRONG`, `MIKROTIK_HOST_WRONG`. */
export function settingsOf(input: ConnectionInput): ConnectionSettings {
  const {
    router: _router,
    password: _password,
    forgetsCertificate: _forgets,
    replaces: _replaces,
    networks,
    allowedHosts,
    ...rest
  } = input;
  return {
    ...rest,
    port: rest.port || USUAL_PORTS[rest.security],
    networks: wordsOf(networks).map(checkedNetwork),
    allowedHosts: wordsOf(allowedHosts).map(checkedHost),
  };
}

/** What is asked for, and what is not named as it was. */
export function changedInput(before: ConnectionSettings, input: ConnectionInput, named: readonly string[]): ConnectionInput {
  const [networks, allowedHosts] = [before.networks.join('\n'), before.allowedHosts.join('\n')];
  const asked = Object.fromEntries(Object.entries(input).filter(([name]) => named.includes(name)));
  return { ...input, ...before, networks, allowedHosts, ...asked };
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** Whether counters go on from one to the other: those of the same router, counted and read in the same way. */
export function countsAlike(before: ConnectionSettings, after: ConnectionSettings): boolean {
  const names = ['host', 'port', 'counting', 'swapsDirections'] as const;
  return names.every((name) => before[name] === after[name]);
}

function checkedNetwork(text: string): string {
  if (prefixOf(text)) return text;
  throw invalid('MIKROTIK_NETWORK_WRONG', `"${text}" is no network; write it like 10.0.0.0/24 or 2001:db8::/32`, 'networks');
}

const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** It stands in the script as it is. */
function checkedHost(text: string): string {
  if (HOST.test(text)) return text;
  throw invalid(
    'MIKROTIK_HOST_WRONG',
    `"${text}" is neither a host name nor an IPv4 address; write it like www.example.com`,
    'allowedHosts',
  );
}
