import {
  ACCT_STATUS_TYPE,
  ATTRIBUTE,
  AUTHENTICATOR_LENGTH,
  AUTHENTICATOR_OFFSET,
  DECODE_OUTCOME,
  decodePacket,
  PacketView,
  readInputOctets,
  readIpv4,
  readIpv6Addresses,
  readIpv6Prefixes,
  readOutputOctets,
  readText,
  readUint32,
  terminateCauseName,
} from '../codec/index.js';
import { deviceMacOf } from '../server/device-mac.js';
import { nasDeviceOf } from '../server/nas-device.js';
import type { JournalRecord } from './journal-record.js';
import { type LearnedDevice, readLearnedDevice } from './learned-device.js';

/** What a router says of a session (RFC 2866). Download and upload are the customer's. */
export interface SessionRecord {
  readonly kind: 'start' | 'interim' | 'stop';
  readonly routerId: string;
  readonly receivedAtMs: number;
  /** When it happened: {@link receivedAtMs} less how long the router has been trying to tell. */
  readonly happenedAtMs: number;
  readonly acctSessionId: string;
  readonly sessionClass: string | undefined;
  /** Of a session that an add-on reports: whose it is. */
  readonly reportedServiceId?: string;
  readonly login: string;
  readonly ipv4Address: string | null;
  readonly ipv6Prefix: string | null;
  readonly delegatedIpv6Prefix: string | null;
  readonly ipv6Address: string | null;
  /** What the packet tells beside the first of each kind; an address as a prefix of 128 bits. */
  readonly furtherIpv6Prefixes: readonly string[];
  /** See {@link deviceMacOf}. */
  readonly macAddress: string | null;
  /** Calling-Station-Id where there is no MAC address. */
  readonly station: string | null;
  readonly nasIpAddress: string | null;
  /** See {@link nasDeviceOf}. */
  readonly nasDevice: string;
  readonly sessionSeconds: number;
  /** Over 0: it is a retransmission with a new Acct-Delay-Time. */
  readonly delaySeconds: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
  /** Whether the router says how often its counters have passed 2^32 (RFC 2869 s5.1, s5.2). */
  readonly hasGigawords: boolean;
  readonly terminateCause: string | null;
  /** The same only for the same packet: its Request Authenticator is a digest of all of it. */
  readonly digest: string;
}

/** A device of a router began, or stops, to serve: none of its earlier sessions is left. */
export interface RouterRecord {
  readonly kind: 'router-on' | 'router-off';
  readonly routerId: string;
  /** See {@link nasDeviceOf}. */
  readonly nasDevice: string;
  readonly receivedAtMs: number;
  readonly happenedAtMs: number;
}

export type AccountingRecord = SessionRecord | RouterRecord | LearnedDevice;

const SESSION_KINDS: ReadonlyMap<number | undefined, SessionRecord['kind']> = new Map([
  [ACCT_STATUS_TYPE.Start, 'start'],
  [ACCT_STATUS_TYPE['Interim-Update'], 'interim'],
  [ACCT_STATUS_TYPE.Stop, 'stop'],
]);
const LONGEST_DELAY_SECONDS = 7 * 86_400;
/** An exabyte: no line carries that in a session, and a sum of such counters would not fit a column. */
const MOST_OCTETS = 1n << 60n;
const NONE: readonly string[] = [];

const packet = new PacketView();

/** What a journal record means; `undefined` when it is of a kind that is acknowledged and of no further use (tunnels, links). */
export function readAccountingRecord(journaled: JournalRecord): AccountingRecord | undefined {
  if (decodePacket(packet, journaled.packet, journaled.packet.length) !== DECODE_OUTCOME.Ok) return undefined;
  const { routerId, receivedAtMs } = journaled;
  const learned = readLearnedDevice(packet, receivedAtMs);
  if (learned) return learned;
  const statusType = readUint32(packet, ATTRIBUTE['Acct-Status-Type']);
  const delaySeconds = Math.min(readUint32(packet, ATTRIBUTE['Acct-Delay-Time']) ?? 0, LONGEST_DELAY_SECONDS);
  const happenedAtMs = receivedAtMs - delaySeconds * 1000;
  const nasDevice = nasDeviceOf(packet, journaled.sourceAddress);
  if (statusType === ACCT_STATUS_TYPE['Accounting-On']) return { kind: 'router-on', routerId, nasDevice, receivedAtMs, happenedAtMs };
  if (statusType === ACCT_STATUS_TYPE['Accounting-Off']) return { kind: 'router-off', routerId, nasDevice, receivedAtMs, happenedAtMs };
  const kind = SESSION_KINDS.get(statusType);
  const acctSessionId = readText(packet, ATTRIBUTE['Acct-Session-Id']);
  if (kind === undefined || acctSessionId === undefined) return undefined;
  const ipv6Prefixes = readIpv6Prefixes(packet, ATTRIBUTE['Framed-IPv6-Prefix']);
  const delegatedIpv6Prefixes = readIpv6Prefixes(packet, ATTRIBUTE['Delegated-IPv6-Prefix']);
  const ipv6Addresses = readIpv6Addresses(packet, ATTRIBUTE['Framed-IPv6-Address']);
  const macAddress = deviceMacOf(packet) ?? null;
  const cause = readUint32(packet, ATTRIBUTE['Acct-Terminate-Cause']);
  return {
    kind,
    routerId,
    receivedAtMs,
    happenedAtMs,
    acctSessionId,
    sessionClass: readText(packet, ATTRIBUTE.Class),
    login: readText(packet, ATTRIBUTE['User-Name']) ?? '',
    ipv4Address: readIpv4(packet, ATTRIBUTE['Framed-IP-Address']) ?? null,
    ipv6Prefix: ipv6Prefixes[0] ?? null,
    delegatedIpv6Prefix: delegatedIpv6Prefixes[0] ?? null,
    ipv6Address: ipv6Addresses[0] ?? null,
    furtherIpv6Prefixes: behindTheFirst(ipv6Prefixes, delegatedIpv6Prefixes, ipv6Addresses),
    macAddress,
    station: macAddress === null ? (readText(packet, ATTRIBUTE['Calling-Station-Id']) ?? null) : null,
    nasIpAddress: readIpv4(packet, ATTRIBUTE['NAS-IP-Address']) ?? null,
    nasDevice,
    sessionSeconds: readUint32(packet, ATTRIBUTE['Acct-Session-Time']) ?? 0,
    delaySeconds,
    // RFC 2866 s5.3, s5.4: Input is what came from the customer.
    uploadOctets: believable(readInputOctets(packet)),
    downloadOctets: believable(readOutputOctets(packet)),
    hasGigawords: packet.has(ATTRIBUTE['Acct-Input-Gigawords']) || packet.has(ATTRIBUTE['Acct-Output-Gigawords']),
    terminateCause: cause === undefined ? null : terminateCauseName(cause),
    digest: packet.buffer.toString('hex', AUTHENTICATOR_OFFSET, AUTHENTICATOR_OFFSET + AUTHENTICATOR_LENGTH),
  };
}

/** RFC 3162 s3, RFC 4818 s4 and RFC 6911 s4 let each stand in a packet several times; hardly any router does it. */
function behindTheFirst(
  ipv6Prefixes: readonly string[],
  delegatedIpv6Prefixes: readonly string[],
  ipv6Addresses: readonly string[],
): readonly string[] {
  if (ipv6Prefixes.length < 2 && delegatedIpv6Prefixes.length < 2 && ipv6Addresses.length < 2) return NONE;
  return [...ipv6Prefixes.slice(1), ...delegatedIpv6Prefixes.slice(1), ...ipv6Addresses.slice(1).map((address) => `${address}/128`)];
}

function believable(octets: bigint | undefined): bigint {
  return octets === undefined || octets >= MOST_OCTETS ? 0n : octets;
}
