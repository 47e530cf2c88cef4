/** Ways to log in that PPP knows, each at a concentrator's server of its own; the last one encrypts the line by the keys that RADIUS gives. */
export const WAYS = {
  pap: 'require-pap',
  chap: 'require-chap',
  mschap: 'require-mschap-v2\nrequire-mppe-128',
} as const;

export type Way = keyof typeof WAYS;

export interface ConcentratorOptions {
  /** Where all these files lie. */
  readonly directory: string;
  readonly ownAddress: string;
  readonly radius: { readonly address: string; readonly authPort: number; readonly accountingPort: number; readonly secret: string };
  /** Where Disconnect-Requests arrive. */
  readonly coaPort: number;
}

/** The configuration of pppd as a concentrator, and of FreeRADIUS that takes Disconnect-Requests for it (pppd itself takes none), by file name. */
export function concentratorFiles(
  { directory, ownAddress, radius, coaPort }: ConcentratorOptions,
  common: string,
): Readonly<Record<string, string>> {
  const options = (Object.keys(WAYS) as Way[]).map((way) => [
    `options.${way}`,
    `auth
${WAYS[way]}
${common}logfile /run/${way}.nas
radius-config-file ${directory}/radiusclient.conf
ip-up-script ${directory}/line-up.sh
`,
  ]);
  return {
    ...(Object.fromEntries(options) as Record<string, string>),
    servers: `${radius.address} ${radius.secret}\n`,
    'port-map': '',
    // The waits are long enough for a pppd whose clock runs faster.
    'radiusclient.conf': `auth_order radius
login_tries 4
login_timeout 60
nologin /etc/nologin
issue /etc/issue
authserver ${radius.address}:${radius.authPort}
acctserver ${radius.address}:${radius.accountingPort}
servers ${directory}/servers
dictionary ${directory}/pppd-dictionary
login_radius /bin/false
seqfile /run/radius.sequence
mapfile ${directory}/port-map
default_realm
radius_timeout 20
radius_retries 3
login_local /bin/false
`,
    'radiusd.conf': `prefix = /usr
libdir = /usr/lib/freeradius
raddbdir = ${directory}
logdir = /run
run_dir = /run
modconfdir = /etc/freeradius/3.0/mods-config
hostname_lookups = no
thread pool {
  start_servers = 1
  max_servers = 2
}
client billing {
  ipaddr = ${radius.address}
  secret = ${radius.secret}
  require_message_authenticator = no
}
modules {
  always ok {
    rcode = ok
  }
  exec line_down {
    wait = yes
    program = "${directory}/line-down.sh %{User-Name}"
    input_pairs = request
  }
}
server coa {
  listen {
    type = coa
    ipaddr = ${ownAddress}
    port = ${coaPort}
  }
  recv-coa {
    line_down
  }
  send-coa {
    ok
  }
}
`,
  };
}
