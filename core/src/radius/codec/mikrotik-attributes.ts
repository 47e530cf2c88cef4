import { attributesOf, MIKROTIK_SPACE } from './attribute-key.js';

const { text, secret, integer, ipv4 } = attributesOf(MIKROTIK_SPACE);

/** The attributes of MikroTik (vendor 14988), as RouterOS sends and honours them. */
export const MIKROTIK_ATTRIBUTE = Object.freeze({
  'Mikrotik-Recv-Limit': integer(1),
  'Mikrotik-Xmit-Limit': integer(2),
  'Mikrotik-Group': text(3),
  'Mikrotik-Wireless-Forward': integer(4),
  'Mikrotik-Wireless-Skip-Dot1x': integer(5),
  'Mikrotik-Wireless-Enc-Algo': integer(6),
  'Mikrotik-Wireless-Enc-Key': secret(7),
  'Mikrotik-Rate-Limit': text(8),
  'Mikrotik-Realm': text(9),
  'Mikrotik-Host-IP': ipv4(10),
  'Mikrotik-Mark-Id': text(11),
  'Mikrotik-Advertise-URL': text(12),
  'Mikrotik-Advertise-Interval': integer(13),
  'Mikrotik-Recv-Limit-Gigawords': integer(14),
  'Mikrotik-Xmit-Limit-Gigawords': integer(15),
  'Mikrotik-Wireless-PSK': secret(16),
  'Mikrotik-Total-Limit': integer(17),
  'Mikrotik-Total-Limit-Gigawords': integer(18),
  'Mikrotik-Address-List': text(19),
  'Mikrotik-Wireless-MPKey': secret(20),
  'Mikrotik-Wireless-Comment': text(21),
  'Mikrotik-Delegated-IPv6-Pool': text(22),
  'Mikrotik-DHCP-Option-Set': text(23),
  'Mikrotik-DHCP-Option-Param-STR1': text(24),
  'Mikrotik-DHCP-Option-Param-STR2': text(25),
  'Mikrotik-Wireless-VLANID': integer(26),
  'Mikrotik-Wireless-VLANID-Type': integer(27),
  'Mikrotik-Wireless-Minsignal': text(28),
  'Mikrotik-Wireless-Maxsignal': text(29),
  'Mikrotik-Switching-Filter': text(30),
});
