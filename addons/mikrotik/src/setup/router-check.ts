import type { RadiusPorts, Router } from '@tapline/sdk';
import { LISTS } from '../access/address-lists.js';
import { isOurs } from '../access/marks.js';
import type { ConnectionSettings } from '../connections/connection-settings.js';
import { isClockRight, type RouterFacts } from '../connections/router-facts.js';
import type { ApiRow } from '../routeros/client.js';
import { bareAddress, isYes, secondsOf } from '../routeros/values.js';
import { ALLOWED_LIST, allowedLines } from './allowed-hosts.js';
import { gardenRules } from './garden-rules.js';
import { quoted } from './quoted.js';
import type { RouterReading } from './router-reading.js';

/** What is wrong with a router's set-up, and the command that mends it. No command holds a secret: who reads a router's check need not know it. */
export interface SetupFault {
  /** A sentence. */
  readonly title: string;
  /** For the router's terminal; empty where the title says what to do. */
  readonly command: string;
  /** Lines do not work right because of it. */
  readonly isSerious: boolean;
}

export interface CheckedRouter {
  readonly reading: RouterReading;
  readonly facts: Pick<RouterFacts, 'clockSkewMs'>;
  readonly router: Pick<Router, 'coaPort' | 'coaPolicy'>;
  readonly radius: RadiusPorts;
  readonly radiusSecret: string;
  readonly settings: ConnectionSettings;
}

type Rule = (checked: CheckedRouter) => readonly SetupFault[];

/** Everything that a router's set-up lacks or contradicts, the serious first. */
export function checkRouter(checked: CheckedRouter): readonly SetupFault[] {
  const faults = RULES.flatMap((rule) => rule(checked));
  return [...faults.filter(({ isSerious }) => isSerious), ...faults.filter(({ isSerious }) => !isSerious)];
}

const serious = (title: string, command: string): SetupFault => ({ title, command, isSerious: true });
const minor = (title: string, command: string): SetupFault => ({ title, command, isSerious: false });
const isOn = (row: ApiRow): boolean => !isYes(row.disabled);
const servicesOf = (row: ApiRow): readonly string[] => (row.service ?? '').split(',').filter(Boolean);

function ourServers({ reading, settings }: CheckedRouter): readonly ApiRow[] {
  return reading['/radius'].filter((row) => isOn(row) && row.address === settings.ownAddress);
}

/** What on this router is to ask RADIUS. */
function wantedServices({ reading, settings }: CheckedRouter): readonly string[] {
  return [
    'ppp',
    // Lines whose speed the API sets would be shaped twice.
    ...(reading['/ip/dhcp-server'].length > 0 && !settings.setsQueues ? ['dhcp'] : []),
    ...(reading['/ip/hotspot/profile'].length > 1 ? ['hotspot'] : []),
  ];
}

const hasServer: Rule = (checked) => {
  const { settings } = checked;
  if (settings.ownAddress === '')
    return [minor('Tapline’s own address is not set, so RADIUS cannot be checked; set it on the connection.', '')];
  const ours = ourServers(checked);
  const served = new Set(ours.flatMap(servicesOf));
  const missing = wantedServices(checked).filter((service) => !served.has(service));
  if (missing.length === 0) return [];
  const title = `No RADIUS server at ${settings.ownAddress} for ${missing.join(' and ')}`;
  if (ours.length === 0)
    return [serious(`${title}. The set-up script adds it: it holds the secret, and the audit log notes who asks for it.`, '')];
  const services = [...served, ...missing].join(',');
  return [serious(`${title}.`, `/radius set [find address=${settings.ownAddress}] service=${services}`)];
};

const hasOneServer: Rule = (checked) => {
  const others = checked.reading['/radius'].filter((row) => isOn(row) && row.address !== checked.settings.ownAddress);
  if (checked.settings.ownAddress === '' || ourServers(checked).length === 0) return [];
  return others.flatMap((row) => {
    const doubled = servicesOf(row).filter((service) => wantedServices(checked).includes(service));
    if (doubled.length === 0) return [];
    return [
      serious(
        `Another RADIUS server, ${row.address}, is asked for ${doubled.join(' and ')} too: logins go to either.`,
        `/radius disable [find address=${row.address}]`,
      ),
    ];
  });
};

/** Without the policy "sensitive" the router shows no secret: then what became of its requests tells. */
const secretIsSame: Rule = (checked) =>
  ourServers(checked).flatMap((row) => {
    if (isShown(row.secret)) return row.secret === checked.radiusSecret ? [] : [secretDiffers(row)];
    const monitored = checked.reading['/radius/monitor'].find((each) => each['.id'] === row['.id']);
    const count = (name: string): number => Number(monitored?.[name] ?? 0);
    const answered = count('accepts') + count('rejects');
    if (count('bad-replies') > 0 && answered === 0) return [secretDiffers(row)];
    if (count('bad-replies') > 0)
      return [minor(`The router has refused ${count('bad-replies')} answers of RADIUS: ${UNSEEN}`, '/radius reset-counters [find]')];
    if (answered > 0) return [];
    if (count('timeouts') > 0) return [serious(`RADIUS has answered none of the router’s requests: ${UNSEEN}`, '')];
    return [minor(`The router has not asked RADIUS yet: ${UNSEEN}`, '')];
  });

const UNSEEN =
  'the secret may differ, and could not be compared, as the router shows it only to users with the policy "sensitive". The short log of RADIUS says which requests it does not believe.';

const isShown = (secret: string | undefined): boolean => secret !== undefined && secret !== '' && !/^\*+$/.test(secret);

function secretDiffers(row: ApiRow): SetupFault {
  return serious(
    'The RADIUS secret on the router differs: every answer is dropped. The set-up script sets it right, once this is away.',
    `/radius remove [find address=${row.address}]`,
  );
}

const portsAreRight: Rule = (checked) =>
  ourServers(checked).flatMap((row) => {
    const { authPort, accountingPort } = checked.radius;
    const auth = Number(row['authentication-port'] ?? authPort);
    const accounting = Number(row['accounting-port'] ?? accountingPort);
    if (auth === authPort && accounting === accountingPort) return [];
    return [
      serious(
        `RADIUS is asked on ports ${auth} and ${accounting}, and listens on ${authPort} and ${accountingPort}.`,
        `/radius set [find address=${row.address}] authentication-port=${authPort} accounting-port=${accountingPort}`,
      ),
    ];
  });

const isPatient: Rule = (checked) =>
  ourServers(checked).flatMap((row) => {
    const timeoutMs = millisecondsOf(row.timeout);
    if (timeoutMs === undefined || timeoutMs >= 1000) return [];
    return [
      minor(
        `The router waits only ${timeoutMs} ms for an answer of RADIUS: over a slow link logins fail.`,
        `/radius set [find address=${row.address}] timeout=1s`,
      ),
    ];
  });

const takesRequests: Rule = ({ reading, router: { coaPort, coaPolicy } }) => {
  const [incoming] = reading['/radius/incoming'];
  if (!incoming || coaPolicy === 'none') return [];
  if (isYes(incoming.accept) && Number(incoming.port) === coaPort) return [];
  const title = isYes(incoming.accept)
    ? `CoA- and Disconnect-Requests are awaited on port ${incoming.port}, and sent to ${coaPort}.`
    : 'The router takes no CoA- or Disconnect-Requests: who is online stays so when the line is shut.';
  return [serious(title, `/radius incoming set accept=yes port=${coaPort}`)];
};

const pppAsks: Rule = ({ reading }) => {
  const [aaa] = reading['/ppp/aaa'];
  if (!aaa) return [];
  return [
    ...(isYes(aaa['use-radius']) ? [] : [serious('PPP does not ask RADIUS.', '/ppp aaa set use-radius=yes')]),
    ...(isYes(aaa.accounting) ? [] : [serious('PPP accounting is off: usage is not reported.', '/ppp aaa set accounting=yes')]),
  ];
};

const hotspotAsks: Rule = ({ reading }) => {
  const profiles = reading['/ip/hotspot/profile'];
  // The one that is always there is nobody's while it is alone.
  if (profiles.length < 2) return [];
  return profiles.flatMap((row) => {
    const set = `/ip hotspot profile set [find name=${quoted(row.name ?? '')}]`;
    if (!isYes(row['use-radius']))
      return [serious(`The Hotspot profile ${row.name} does not ask RADIUS.`, `${set} use-radius=yes radius-accounting=yes`)];
    if (isYes(row['radius-accounting'])) return [];
    return [serious(`Accounting of the Hotspot profile ${row.name} is off: usage is not reported.`, `${set} radius-accounting=yes`)];
  });
};

const dhcpReports: Rule = ({ reading, settings }) => {
  if (settings.setsQueues) return [];
  const silent = reading['/ip/dhcp-server'].filter((row) => isOn(row) && ['no', 'false', undefined].includes(row['use-radius']));
  const [config] = reading['/ip/dhcp-server/config'];
  const isCounted = settings.counting !== 'off';
  return [
    ...silent.map((row) =>
      minor(
        `The DHCP server ${row.name} does not ask RADIUS${isCounted ? '; its lines are counted by the API' : ''}.`,
        `/ip dhcp-server set [find name=${quoted(row.name ?? '')}] use-radius=yes`,
      ),
    ),
    ...(config && !isYes(config.accounting) && !isCounted && reading['/ip/dhcp-server'].length > 0
      ? [
          serious(
            'DHCP accounting is off, and Tapline does not count by the API: usage of DHCP lines is lost.',
            '/ip dhcp-server config set accounting=yes',
          ),
        ]
      : []),
  ];
};

/** RouterOS's own queue of a PPP session is on the session's interface and bears its name; of a lease it is on the address. */
const shapesOnce: Rule = ({ reading, settings }) => {
  if (!settings.setsQueues) return [];
  const queues = reading['/queue/simple'].filter(isOn);
  const ours = queues.filter(isOurs);
  const addresses = new Set(ours.flatMap(({ target }) => (target ?? '').split(',').map(bareAddress)));
  const sessions = new Set(ours.map(({ name }) => `<pppoe-${name}>`));
  const dynamic = queues.filter((row) => isYes(row.dynamic));
  const ofSessions = dynamic.filter(({ name, target }) => sessions.has(name ?? '') || sessions.has(target ?? ''));
  const ofLeases = dynamic.filter((row) => !ofSessions.includes(row) && addresses.has(bareAddress(row.target ?? '')));
  const words = (rows: readonly ApiRow[]): string =>
    `${rows.length} ${rows.length === 1 ? 'line is' : 'lines are'} shaped twice: by a queue of Tapline’s and by one that RADIUS has asked for (${rows[0]?.name}).`;
  const asking = reading['/ip/dhcp-server'].filter((row) => isOn(row) && !['no', 'false', undefined].includes(row['use-radius']));
  return [
    ...(ofSessions.length === 0
      ? []
      : [serious(`${words(ofSessions)} Switch “Simple queues” off on the connection, or set these lines’ access to DHCP.`, '')]),
    ...(ofLeases.length === 0
      ? []
      : [
          serious(
            words(ofLeases),
            asking.map(({ name }) => `/ip dhcp-server set [find name=${quoted(name ?? '')}] use-radius=no`).join('; '),
          ),
        ]),
  ];
};

const accountsByAddress: Rule = ({ reading, settings }) => {
  const [accounting] = reading['/ip/accounting'];
  if (settings.counting !== 'ip-accounting' || (accounting && isYes(accounting.enabled))) return [];
  const title = accounting
    ? 'IP accounting is off: nothing is counted.'
    : 'This RouterOS has no IP accounting (from 7 on): count by simple queues.';
  return [serious(title, accounting ? '/ip accounting set enabled=yes threshold=8192' : '')];
};

const clockIsRight: Rule = ({ reading, facts: { clockSkewMs } }) => {
  const [ntp] = reading['/system/ntp/client'];
  const command = '/system ntp client set enabled=yes servers=pool.ntp.org';
  if (clockSkewMs !== null && !isClockRight(clockSkewMs)) {
    const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
    return [serious(`The router’s clock is ${seconds} s ${clockSkewMs > 0 ? 'ahead' : 'behind'}.`, command)];
  }
  return ntp && !isYes(ntp.enabled) ? [minor('The router’s clock is kept right by nothing.', command)] : [];
};

const seesAllTraffic: Rule = ({ reading, settings }) => {
  const fast = reading['/ip/firewall/filter'].filter((row) => isOn(row) && row.action === 'fasttrack-connection');
  if (fast.length === 0 || (!settings.setsQueues && settings.counting === 'off' && settings.control === 'off')) return [];
  return [
    serious(
      'FastTrack hides traffic from queues, counting and the firewall: usage is lost, limits do not hold, and open connections go on when a line is shut.',
      '/ip firewall filter disable [find action=fasttrack-connection]',
    ),
  ];
};

const shutsLines: Rule = ({ reading, settings }) => {
  if (settings.control === 'off' || !settings.setsAddressLists) return [];
  return openLists(reading['/ip/firewall/filter']).map((list) =>
    serious(
      `No firewall rule looks at the address list ${list}: lines on it go on as before.`,
      gardenRules('/ip firewall filter', list, settings.ownAddress).join('; '),
    ),
  );
};

/** A router that an earlier script has set up lets nobody in the walled garden pay. */
const opensTheWayToPay: Rule = ({ reading, settings }) => {
  const isKept = settings.control !== 'off' && settings.setsAddressLists && settings.restrictedGo === 'garden';
  const filter = reading['/ip/firewall/filter'].filter((row) => isOn(row) && row['src-address-list'] === LISTS.garden);
  if (!isKept || settings.allowedHosts.length === 0 || filter.length === 0) return [];
  if (filter.some((row) => row['dst-address-list'] === ALLOWED_LIST)) return [];
  const rules = gardenRules('/ip firewall filter', LISTS.garden, settings.ownAddress);
  return [
    serious('The walled garden does not let through what is needed to pay.', [...allowedLines(settings.allowedHosts), ...rules].join('; ')),
  ];
};

/** A router that keeps IPv6 lists of ours has IPv6. */
const shutsLinesByIpv6: Rule = ({ reading, settings }) => {
  const hasOurs = reading['/ipv6/firewall/address-list'].some(isOurs);
  if (settings.control === 'off' || !settings.setsAddressLists || !hasOurs) return [];
  return openLists(reading['/ipv6/firewall/filter']).map((list) =>
    serious(
      `No IPv6 firewall rule looks at the address list ${list}: lines on it go on by IPv6.`,
      gardenRules('/ipv6 firewall filter', list, settings.ownAddress).join('; '),
    ),
  );
};

function openLists(filter: readonly ApiRow[]): readonly string[] {
  const filtered = new Set(filter.filter(isOn).map((row) => row['src-address-list']));
  return Object.values(LISTS).filter((list) => !filtered.has(list));
}

const apiIsSafe: Rule = ({ reading, settings }) => {
  const [plain] = reading['/ip/service'].filter((row) => row.name === 'api' && isOn(row));
  const used = reading['/ip/service'].find((row) => row.name === (settings.security === 'none' ? 'api' : 'api-ssl'));
  return [
    ...(plain && settings.security !== 'none'
      ? [minor('The API without TLS is on beside the one with it.', '/ip service set api disabled=yes')]
      : []),
    ...(used && (used.address ?? '') === '' && settings.ownAddress !== ''
      ? [minor('Everybody may try to log in to the API.', `/ip service set ${used.name} address=${settings.ownAddress}`)]
      : []),
  ];
};

const RULES: readonly Rule[] = [
  hasServer,
  hasOneServer,
  secretIsSame,
  portsAreRight,
  isPatient,
  takesRequests,
  pppAsks,
  hotspotAsks,
  dhcpReports,
  shapesOnce,
  accountsByAddress,
  clockIsRight,
  seesAllTraffic,
  shutsLines,
  opensTheWayToPay,
  shutsLinesByIpv6,
  apiIsSafe,
];

/** `300ms`, `1s`, `1s100ms`. */
function millisecondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /(\d+)ms/.exec(text);
  return secondsOf(text.replace(/\d+ms/, '')) * 1000 + Number(milliseconds?.[1] ?? 0);
}
