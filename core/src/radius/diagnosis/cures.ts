const ROUTER_SECRET =
  "set the same secret on the router (RouterOS: /radius set [find] secret=...) and under Routers; watch for blanks at its ends, and for a router that uses another one for this server's address";

/** What an operator can do about a reason of the short log, beyond what it says itself. */
const CURES: readonly (readonly [reason: RegExp, cure: string])[] = [
  [/^unknown user/, 'create a service with this login, or correct the login in the customer’s device: letters count as they are written'],
  [
    /^wrong password/,
    'type the same password into the customer’s device and into the service (tapline services change <login> --password -)',
  ],
  [
    /^the router asks for DHCP/,
    'tapline services change <login> --access dhcp; without that the MAC address, which anybody can take, opens no line',
  ],
  [/^wrong access/, 'let it in there too (tapline services change <login> --access any), or use the way that the service is for'],
  [
    /^wrong (circuit|remote id|service name|interface)/,
    'if the line was moved, write its new place into the service (tapline services change <login> --circuit, --remote-id, --called-station or --nas-port; - for none)',
  ],
  [
    /^already online/,
    'end the other session, or let more devices in at once (tapline services change <login> --sessions 2) or the newest go first (--when-full end-older)',
  ],
  [
    /^(pool|the pools of).* no free (address|prefix)/,
    'add a network, or bind another one to the router, under Networks (tapline networks create); tapline networks list shows how full each is',
  ],
  [/^the stored password cannot be decrypted/, 'set it anew: tapline services change <login> --password -'],
  [
    /^wrong MAC address/,
    'if the customer has a new device, bind that one (tapline services change <login> --mac <address>), let it be remembered (--learn-macs 1) or bind none (--any-mac)',
  ],
  [
    /^password unreadable: wrong password/,
    'type the same password into the customer’s device and into the service; where it has letters with accents, choose one without: the device writes them in another way than Tapline',
  ],
  [/^(wrong RADIUS secret|password unreadable)/, ROUTER_SECRET],
  [
    /^(it sends (NAS|neither)|no router at .* has (NAS|neither))/,
    'correct NAS-IP-Address or NAS-Identifier under Routers (tapline routers change <router> --nas-ip-address <address>), or what the router sends (RouterOS: /radius set [find] src-address=..., /system identity set name=...)',
  ],
  [/^malformed packet/, 'a device or program that is no RADIUS client sends to this port; see which one has this address'],
];

/** Empty where the reason has its cure in itself. */
export function cureOf(reason: string, login: string): string {
  const cure = CURES.find(([pattern]) => pattern.test(reason))?.[1] ?? '';
  return login === '' ? cure : cure.replaceAll('<login>', () => login);
}
