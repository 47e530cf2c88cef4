/** The kinds of packet that are understood (RFC 2865 s4, RFC 2866 s4, RFC 5176 s3, RFC 5997 s3). */
export const PACKET_CODE = Object.freeze({
  'Access-Request': 1,
  'Access-Accept': 2,
  'Access-Reject': 3,
  'Accounting-Request': 4,
  'Accounting-Response': 5,
  'Access-Challenge': 11,
  'Status-Server': 12,
  'Disconnect-Request': 40,
  'Disconnect-ACK': 41,
  'Disconnect-NAK': 42,
  'CoA-Request': 43,
  'CoA-ACK': 44,
  'CoA-NAK': 45,
} as const);
export type PacketCode = (typeof PACKET_CODE)[keyof typeof PACKET_CODE];

/** RFC 2866 s5.1. */
export const ACCT_STATUS_TYPE = Object.freeze({
  Start: 1,
  Stop: 2,
  'Interim-Update': 3,
  'Accounting-On': 7,
  'Accounting-Off': 8,
  Failed: 15,
} as const);

/** RFC 2865 s5.6 and RFC 5176 s3.2. */
export const SERVICE_TYPE = Object.freeze({
  Login: 1,
  Framed: 2,
  'Callback-Login': 3,
  'Callback-Framed': 4,
  Outbound: 5,
  Administrative: 6,
  'NAS-Prompt': 7,
  'Authenticate-Only': 8,
  'Callback-NAS-Prompt': 9,
  'Call-Check': 10,
  'Callback-Administrative': 11,
  'Authorize-Only': 17,
} as const);

/** RFC 2865 s5.7. */
export const FRAMED_PROTOCOL = Object.freeze({ PPP: 1, SLIP: 2 } as const);

/** RFC 2865 s5.41. */
export const NAS_PORT_TYPE = Object.freeze({
  Async: 0,
  Sync: 1,
  ISDN: 2,
  Virtual: 5,
  ADSL: 13,
  Ethernet: 15,
  xDSL: 16,
  Cable: 17,
  'Wireless-Other': 18,
  'Wireless-802.11': 19,
} as const);

/** Why a session ended (RFC 2866 s5.10). */
export const TERMINATE_CAUSE = Object.freeze({
  'User-Request': 1,
  'Lost-Carrier': 2,
  'Lost-Service': 3,
  'Idle-Timeout': 4,
  'Session-Timeout': 5,
  'Admin-Reset': 6,
  'Admin-Reboot': 7,
  'Port-Error': 8,
  'NAS-Error': 9,
  'NAS-Request': 10,
  'NAS-Reboot': 11,
  'Port-Unneeded': 12,
  'Port-Preempted': 13,
  'Port-Suspended': 14,
  'Service-Unavailable': 15,
  Callback: 16,
  'User-Error': 17,
  'Host-Request': 18,
} as const);

/** Why a router refused a Disconnect-Request or CoA-Request, or what else it did (RFC 5176 s3.5). */
export const ERROR_CAUSE = Object.freeze({
  'Residual-Session-Context-Removed': 201,
  'Invalid-EAP-Packet': 202,
  'Unsupported-Attribute': 401,
  'Missing-Attribute': 402,
  'NAS-Identification-Mismatch': 403,
  'Invalid-Request': 404,
  'Unsupported-Service': 405,
  'Unsupported-Extension': 406,
  'Invalid-Attribute-Value': 407,
  'Administratively-Prohibited': 501,
  'Request-Not-Routable': 502,
  'Session-Context-Not-Found': 503,
  'Session-Context-Not-Removable': 504,
  'Other-Proxy-Processing-Error': 505,
  'Resources-Unavailable': 506,
  'Request-Initiated': 507,
  'Multiple-Session-Selection-Unsupported': 508,
} as const);

/** The word of a number of one of the tables above; a number that is in none is given back as it is. */
const words = (table: Readonly<Record<string, number>>): ((value: number) => string) => {
  const wordOf = new Map(Object.entries(table).map(([word, value]) => [value, word]));
  return (value) => wordOf.get(value) ?? String(value);
};

export const packetCodeName = words(PACKET_CODE);
export const acctStatusTypeName = words(ACCT_STATUS_TYPE);
export const serviceTypeName = words(SERVICE_TYPE);
export const framedProtocolName = words(FRAMED_PROTOCOL);
export const nasPortTypeName = words(NAS_PORT_TYPE);
export const terminateCauseName = words(TERMINATE_CAUSE);
export const errorCauseName = words(ERROR_CAUSE);

const knownCodes = new Uint8Array(256);
for (const code of Object.values(PACKET_CODE)) knownCodes[code] = 1;

export const isKnownPacketCode = (code: number): code is PacketCode => knownCodes[code] === 1;
