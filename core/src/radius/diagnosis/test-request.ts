import type { LoginRules } from '@tapline/sdk';
import type { LoginMethod } from '../authentication/password-check.js';
import {
  ADSL_FORUM_ATTRIBUTE,
  ATTRIBUTE,
  AttributeWriter,
  FRAMED_PROTOCOL,
  MIKROTIK_ATTRIBUTE,
  NAS_PORT_TYPE,
  SERVICE_TYPE,
} from '../codec/index.js';
import { tellPlayedRouter } from './played-router.js';

/** As what kind of router the test asks. */
export type TestWay = 'pppoe' | 'dhcp' | 'hotspot';

export interface TestLogin {
  readonly login: string;
  readonly way: TestWay;
  /** Whether the device is named in the place of a login, as a Hotspot does with a device that it knows. */
  readonly isByDevice: boolean;
  readonly circuitId: string | null;
  readonly remoteId: string | null;
  readonly password: string;
  readonly method: LoginMethod;
  readonly macAddress: string | null;
  readonly sourceAddress: string;
  /** See `testerName`. */
  readonly testerName: string;
  /** In whose place the test asks; `undefined` where no router is known for the line. */
  readonly playedRouter: { readonly id: string; readonly name: string } | undefined;
  /** Whether the line leaves an address to its sessions. */
  readonly isLeased: boolean;
  /** Of the service, if there is one: the test asks from where and in the way that the line is for. */
  readonly rules: LoginRules | undefined;
}

/** A device that no line has, for a DHCP line that is told by its port alone (a locally administered address). */
const SOME_DEVICE = '02:00:00:00:00:01';
const HEXADECIMAL = /^0x((?:[0-9a-f]{2})+)$/;

/** By DHCP the device's address is the login. */
export function userNameOf({ login, way, isByDevice, macAddress }: TestLogin): string {
  return way === 'dhcp' || isByDevice ? (macAddress ?? SOME_DEVICE) : login;
}

/** What a router tells of a login besides the password, as RouterOS does. */
export function testRequestAttributes(test: TestLogin): Buffer {
  const { macAddress, sourceAddress, way } = test;
  const writer = new AttributeWriter().text(ATTRIBUTE['User-Name'], userNameOf(test));
  if (way === 'hotspot') {
    writer.integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Login).ipv4(MIKROTIK_ATTRIBUTE['Mikrotik-Host-IP'], sourceAddress);
  } else if (way !== 'dhcp') {
    writer.integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Framed).integer(ATTRIBUTE['Framed-Protocol'], FRAMED_PROTOCOL.PPP);
  }
  writer
    .ipv4(ATTRIBUTE['NAS-IP-Address'], sourceAddress)
    .text(ATTRIBUTE['NAS-Identifier'], test.testerName)
    .integer(ATTRIBUTE['NAS-Port-Type'], NAS_PORT_TYPE.Ethernet);
  if (macAddress !== null) writer.text(ATTRIBUTE['Calling-Station-Id'], macAddress);
  if (test.playedRouter) tellPlayedRouter(writer, test.playedRouter.id);
  return tellPlace(writer, test).build();
}

function tellPlace(writer: AttributeWriter, { circuitId, remoteId, rules }: TestLogin): AttributeWriter {
  if (circuitId !== null) writer.octets(ADSL_FORUM_ATTRIBUTE['Agent-Circuit-Id'], octetsOf(circuitId));
  if (remoteId !== null) writer.octets(ADSL_FORUM_ATTRIBUTE['Agent-Remote-Id'], octetsOf(remoteId));
  const [called, port] = [rules?.calledStation, rules?.nasPort].map((pattern) => pattern?.replaceAll('*', ''));
  if (called) writer.text(ATTRIBUTE['Called-Station-Id'], called);
  if (port) writer.text(ATTRIBUTE['NAS-Port-Id'], port);
  return writer;
}

/** On which router the addresses of a session were asked for, in words; none where the line leaves none to its sessions. */
export function leaseWords({ isLeased, playedRouter }: TestLogin): readonly string[] {
  if (!isLeased) return [];
  return playedRouter
    ? [`its sessions are leased addresses as on ${playedRouter.name}, where it logged in last`]
    : ['no router is known to have asked for this line; its sessions are leased addresses as if all pools were routed to it'];
}

function octetsOf(circuit: string): Buffer {
  const digits = HEXADECIMAL.exec(circuit)?.[1];
  return digits === undefined ? Buffer.from(circuit, 'utf8') : Buffer.from(digits, 'hex');
}

/** How the test asked, in words. */
export function testWords(methodName: string, { way, isByDevice, macAddress, circuitId, remoteId }: TestLogin): string {
  const device = macAddress === null ? '' : ` and the MAC address ${macAddress}`;
  const port = [circuitId, remoteId].filter((part) => part !== null).join(' at ');
  if (way === 'dhcp') return `asked as a DHCP router${device.replace(' and', ' with')}${port === '' ? '' : `, at the port ${port}`}`;
  if (isByDevice) return `asked as a Hotspot${device.replace(' and', ' with')}`;
  return `asked as a ${way === 'hotspot' ? 'Hotspot' : 'router'}, with ${methodName}${device}`;
}
