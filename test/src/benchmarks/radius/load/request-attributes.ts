export const TYPE = {
  userName: 1,
  userPassword: 2,
  chapPassword: 3,
  nasIpAddress: 4,
  nasPort: 5,
  serviceType: 6,
  framedProtocol: 7,
  framedIpAddress: 8,
  calledStationId: 30,
  callingStationId: 31,
  nasIdentifier: 32,
  acctStatusType: 40,
  acctInputOctets: 42,
  acctOutputOctets: 43,
  acctSessionId: 44,
  acctSessionTime: 46,
  acctTerminateCause: 49,
  acctInputGigawords: 52,
  acctOutputGigawords: 53,
  nasPortType: 61,
  messageAuthenticator: 80,
} as const;

const ETHERNET = 15;
const FRAMED_USER = 2;
const PPP = 1;

export function octets(type: number, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type, value.length + 2]), value]);
}

export function text(type: number, value: string): Buffer {
  return octets(type, Buffer.from(value));
}

export function integer(type: number, value: number): Buffer {
  const attribute = Buffer.from([type, 6, 0, 0, 0, 0]);
  attribute.writeUInt32BE(value, 2);
  return attribute;
}

export function address(type: number, value: string): Buffer {
  return octets(type, Buffer.from(value.split('.').map(Number)));
}

/** What a PPPoE server tells of a customer's line, in logins as in accounting. */
export function lineAttributes(user: number, login: string): Buffer {
  const mac = (user + 0x10_0000).toString(16).padStart(6, '0').toUpperCase().match(/../g) as string[];
  return Buffer.concat([
    integer(TYPE.serviceType, FRAMED_USER),
    integer(TYPE.framedProtocol, PPP),
    integer(TYPE.nasPort, user),
    integer(TYPE.nasPortType, ETHERNET),
    text(TYPE.userName, login),
    text(TYPE.callingStationId, ['02', '00', '5E', ...mac.slice(-3)].join(':')),
    text(TYPE.calledStationId, 'pppoe-north'),
    text(TYPE.nasIdentifier, 'north'),
    address(TYPE.nasIpAddress, '127.0.0.1'),
  ]);
}
