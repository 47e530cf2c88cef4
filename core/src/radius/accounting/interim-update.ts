import { ACCT_STATUS_TYPE, ATTRIBUTE } from '../codec/index.js';

const HEADER_OCTETS = 20;
const INTEGER_ATTRIBUTE_OCTETS = 6;

/** Whether a datagram that nobody has decoded yet says that it is an Interim-Update: the one record that a later one makes up for. */
export function isInterimUpdate(datagram: Buffer): boolean {
  let at = HEADER_OCTETS;
  while (at + INTEGER_ATTRIBUTE_OCTETS <= datagram.length) {
    const length = datagram[at + 1] as number;
    if (datagram[at] === ATTRIBUTE['Acct-Status-Type'] && length === INTEGER_ATTRIBUTE_OCTETS) {
      return datagram.readUInt32BE(at + 2) === ACCT_STATUS_TYPE['Interim-Update'];
    }
    if (length < 2) return false;
    at += length;
  }
  return false;
}
