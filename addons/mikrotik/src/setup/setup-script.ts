import type { RadiusPorts, Router } from '@tapline/sdk';
import { LISTS } from '../access/address-lists.js';
import type { ConnectionSettings } from '../connections/connection-settings.js';
import { allowedLines } from './allowed-hosts.js';
import { gardenRules, redirectRules, SETUP_MARK } from './garden-rules.js';
import { quoted } from './quoted.js';

export interface SetupFacts {
  readonly router: Pick<Router, 'name' | 'coaPort'>;
  readonly radiusSecret: string;
  readonly radius: RadiusPorts;
  readonly settings: ConnectionSettings;
  readonly apiPassword: string;
  /** Where the portal answers by HTTP. */
  readonly portalPort: number;
}

const GROUP = 'tapline-api';

/**
 * What makes a router work with Tapline, to paste into its terminal; pasted again it replaces what it made before. From MikroTik's manual ("RADIUS", "PPP AAA",
 * "DHCP Server", "HotSpot", "Services", "Filter"): to be tried on hardware.
 */
export function setupScript(facts: SetupFacts): string {
  return [
    // A terminal answers a question mark with its help, whatever line it stands in.
    `# Tapline: set-up of ${facts.router.name.replace(/[^A-Za-z0-9._-]+/g, ' ').trim()}. Paste all of it into a terminal of the router; it may be pasted again.`,
    ...radiusLines(facts),
    ...accessLines(facts),
    ...apiLines(facts),
    ...firewallLines(facts),
    ':put "Tapline: done. Save the connection in Tapline now and press Check."',
    '',
  ].join('\n');
}

function radiusLines({ router, radius, radiusSecret, settings }: SetupFacts): readonly string[] {
  const { authPort, accountingPort } = radius;
  return [
    '',
    '# RADIUS: logins, accounting, and changes while somebody is online',
    `/radius remove [find comment=${quoted(SETUP_MARK)}]`,
    `/radius add service=${settings.setsQueues ? 'ppp,hotspot' : 'ppp,hotspot,dhcp'} address=${settings.ownAddress} secret=${quoted(radiusSecret)} authentication-port=${authPort} accounting-port=${accountingPort} timeout=1s comment=${quoted(SETUP_MARK)}`,
    // RouterOS before 7.15 has no such setting, and an unknown one would end the script.
    ':do { [[:parse "/radius set [find comment=tapline] require-message-auth=yes-for-request-resp"]] } on-error={ :put "this RouterOS has no require-message-auth; go on" }',
    `/radius incoming set accept=yes port=${router.coaPort}`,
  ];
}

function accessLines({ radius: { interimIntervalSeconds }, settings }: SetupFacts): readonly string[] {
  const interval = `${interimIntervalSeconds}s`;
  const dhcp = settings.setsQueues
    ? ['# DHCP is left as it is: its lines get their speed by the API, and two shapers would be one too many']
    : [
        '# Leave out the next line if a DHCP server of your own is on this router: its devices would be asked for too',
        '/ip dhcp-server set [find] use-radius=yes',
        `/ip dhcp-server config set accounting=yes interim-update=${interval}`,
      ];
  return [
    '',
    '# PPP, DHCP and Hotspot ask RADIUS and report usage',
    `/ppp aaa set use-radius=yes accounting=yes interim-update=${interval}`,
    ...dhcp,
    `/ip hotspot profile set [find] use-radius=yes radius-accounting=yes radius-interim-update=${interval}`,
    '/system ntp client set enabled=yes',
  ];
}

function apiLines({ settings, apiPassword }: SetupFacts): readonly string[] {
  const { user, ownAddress, security, port, setsSecrets } = settings;
  const policies = ['api', 'read', 'write', 'test', ...(setsSecrets ? ['sensitive'] : [])];
  const isTls = security !== 'none';
  return [
    '',
    '# The API: a user with no more rights than needed, from the address of Tapline only',
    `:if ([:len [/user group find name=${GROUP}]] = 0) do={ /user group add name=${GROUP} policy=${policies.join(',')} } else={ /user group set ${GROUP} policy=${policies.join(',')} }`,
    `/user remove [find comment=${quoted(SETUP_MARK)}]`,
    // A user that somebody else has made may be the only one with all rights.
    `:if ([:len [/user find name=${quoted(user)}]] = 0) do={ /user add name=${quoted(user)} group=${GROUP} password=${quoted(apiPassword)} address=${ownAddress} comment=${quoted(SETUP_MARK)} } else={ :put ("there is another user " . ${quoted(user)} . ": it is left as it is; choose another name in the connection") }`,
    ...(isTls
      ? [
          ':if ([:len [/certificate find name=tapline-api]] = 0) do={ /certificate add name=tapline-api common-name=tapline-api key-usage=digital-signature,key-encipherment,tls-server days-valid=3650; /certificate sign tapline-api; :delay 5s }',
          `/ip service set api-ssl certificate=tapline-api address=${ownAddress} port=${port} disabled=no`,
          '/ip service set api disabled=yes',
        ]
      : [`/ip service set api address=${ownAddress} port=${port} disabled=no`]),
  ];
}

function firewallLines({ settings: { ownAddress, allowedHosts }, portalPort }: SetupFacts): readonly string[] {
  const lists = Object.values(LISTS);
  return [
    '',
    '# Lines that are shut reach name servers and the portal, and are told at once that there is no more',
    ...lists.flatMap((list) => gardenRules('/ip firewall filter', list, ownAddress)),
    '# The same for IPv6; a router without it says so in each line, and nothing is missing then',
    ...lists.flatMap((list) => gardenRules('/ipv6 firewall filter', list, ownAddress)),
    '# What lines in the walled garden reach beside the portal: the way to pay',
    ...allowedLines(allowedHosts),
    '# Pages without TLS are led to the portal; those with TLS cannot be',
    ...redirectRules(ownAddress, portalPort),
    '# Guests of a Hotspot reach the portal before they log in',
    `/ip hotspot walled-garden ip remove [find comment=${quoted(SETUP_MARK)}]`,
    `/ip hotspot walled-garden ip add dst-address=${ownAddress} action=accept comment=${quoted(SETUP_MARK)}`,
  ];
}
