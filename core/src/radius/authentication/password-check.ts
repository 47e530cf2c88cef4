import {
  ATTRIBUTE,
  isChapPassword,
  isMsChap2Password,
  isMsChapPassword,
  isPapPassword,
  MICROSOFT_ATTRIBUTE,
  type PacketView,
  type RouterSecret,
} from '../codec/index.js';
import { type LineCredentials, ntPasswordOf, passwordOf } from '../snapshot/line-credentials.js';

/** The ways to send a password that are understood; `none`: the request has nothing of them. */
export const LOGIN_METHODS = ['pap', 'chap', 'mschap', 'mschapv2'] as const;
export type LoginMethod = (typeof LOGIN_METHODS)[number];

export const METHOD_NAMES: Readonly<Record<LoginMethod | 'none', string>> = Object.freeze({
  pap: 'PAP',
  chap: 'CHAP',
  mschap: 'MS-CHAP',
  mschapv2: 'MS-CHAPv2',
  none: 'no password',
});

/** A request that has several is judged by the strongest. */
export function methodOf(packet: PacketView): LoginMethod | 'none' {
  if (packet.has(MICROSOFT_ATTRIBUTE['MS-CHAP2-Response'])) return 'mschapv2';
  if (packet.has(MICROSOFT_ATTRIBUTE['MS-CHAP-Response'])) return 'mschap';
  if (packet.has(ATTRIBUTE['CHAP-Password'])) return 'chap';
  return packet.has(ATTRIBUTE['User-Password']) ? 'pap' : 'none';
}

/** Whether the request was made from this password. The time it takes does not tell how much of a guess was right. */
export function isPassword(
  packet: PacketView,
  { method, secret, credentials }: { readonly method: LoginMethod; readonly secret: RouterSecret; readonly credentials: LineCredentials },
): boolean {
  switch (method) {
    case 'pap':
      return isPapPassword(packet, secret, passwordOf(credentials));
    case 'chap':
      return isChapPassword(packet, passwordOf(credentials));
    case 'mschap':
      return isMsChapPassword(packet, ntPasswordOf(credentials));
    case 'mschapv2':
      return isMsChap2Password(packet, ntPasswordOf(credentials));
  }
}
