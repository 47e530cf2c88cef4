import { attributesOf, MICROSOFT_SPACE } from './attribute-key.js';

const { text, octets, secret, integer, ipv4 } = attributesOf(MICROSOFT_SPACE);

/** The attributes of Microsoft (vendor 311, RFC 2548 s2) that routers send or honour. */
export const MICROSOFT_ATTRIBUTE = Object.freeze({
  'MS-CHAP-Response': secret(1),
  'MS-CHAP-Error': text(2),
  'MS-CHAP-CPW-1': secret(3),
  'MS-CHAP-CPW-2': secret(4),
  'MS-CHAP-LM-Enc-PW': secret(5),
  'MS-CHAP-NT-Enc-PW': secret(6),
  'MS-MPPE-Encryption-Policy': integer(7),
  'MS-MPPE-Encryption-Types': integer(8),
  'MS-RAS-Vendor': integer(9),
  'MS-CHAP-Domain': text(10),
  'MS-CHAP-Challenge': octets(11),
  'MS-CHAP-MPPE-Keys': secret(12),
  'MS-MPPE-Send-Key': secret(16),
  'MS-MPPE-Recv-Key': secret(17),
  'MS-RAS-Version': text(18),
  'MS-Old-ARAP-Password': secret(19),
  'MS-New-ARAP-Password': secret(20),
  'MS-CHAP2-Response': secret(25),
  'MS-CHAP2-Success': secret(26),
  'MS-CHAP2-CPW': secret(27),
  'MS-Primary-DNS-Server': ipv4(28),
  'MS-Secondary-DNS-Server': ipv4(29),
});
