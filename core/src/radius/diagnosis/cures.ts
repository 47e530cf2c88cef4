const ROUTER_SECRET =
  "set the same secret on the router (RouterOS: /radius set [find] secret=...) and under Routers; watch for blanks at its ends, and for a router that uses another one for this server's address";

/** What an operator can do about a reason of the short log, beyond what it says itself. */
const CURES: readonly (readonly [reason: RegExp, cure: string])[] = [
  [/^unknown user/, 'create a service with this login, or correct the login in the customer’s device: letters count as they are written'],
  [
    /^wrong password/,
    'type the same password into the customer’s device and into the service (tapline services change <login> --password -)',
  ],
  [/^the stored password cannot be decrypted/, 'set it anew: tapline services change <login> --password -'],
  [
    /^wrong MAC address/,
    'if the customer has a new device, bind that one (tapline services change <login> --mac <address>) or none (--any-mac)',
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
