export interface ProxyOptions {
  readonly directory: string;
  /** Of FreeRADIUS, for those who ask it. */
  readonly front: { readonly authPort: number; readonly accountingPort: number; readonly secret: string };
  /** The server behind it, and the address that it is asked from. */
  readonly back: { readonly authPort: number; readonly accountingPort: number; readonly secret: string; readonly source: string };
  /** Where Disconnect- and CoA-Requests for the proxy's subscribers arrive. */
  readonly coaPort: number;
}

/** FreeRADIUS 3 as a roaming or wholesale partner runs it: it forwards all that it is asked, and takes what comes back (RFC 2865 s2.3, RFC 5176). */
export function proxyConfiguration({ directory, front, back, coaPort }: ProxyOptions): string {
  const homeServer = (type: 'auth' | 'acct', port: number): string => `
home_server back_${type} {
  type = ${type}
  ipaddr = 127.0.0.1
  port = ${port}
  secret = ${back.secret}
  src_ipaddr = ${back.source}
  response_window = 5
  status_check = status-server
  check_interval = 6
  num_answers_to_alive = 3
}
home_server_pool pool_${type} {
  type = fail-over
  home_server = back_${type}
}`;
  const listen = (type: string, port: number, more = ''): string => `
  listen {
    type = ${type}
    ipaddr = ${type === 'coa' ? back.source : '127.0.0.1'}
    port = ${port}
    ${more}
  }`;
  return `prefix = /usr
libdir = /usr/lib/freeradius
raddbdir = ${directory}
logdir = ${directory}
run_dir = ${directory}
modconfdir = /etc/freeradius/3.0/mods-config
hostname_lookups = no
proxy_requests = yes
max_requests = 4096
thread pool {
  start_servers = 1
  max_servers = 4
  min_spare_servers = 1
  max_spare_servers = 2
}
clients askers {
  client asker {
    ipaddr = 127.0.0.1
    secret = ${front.secret}
    require_message_authenticator = no
  }
}
clients coa_askers {
  client back {
    ipaddr = 127.0.0.1
    secret = ${back.secret}
    require_message_authenticator = no
  }
}
proxy server {
  retry_delay = 1
  retry_count = 3
  dead_time = 5
}
${homeServer('auth', back.authPort)}
${homeServer('acct', back.accountingPort)}
realm back {
  auth_pool = pool_auth
  acct_pool = pool_acct
  nostrip
}
modules {
  always ok {
    rcode = ok
  }
}
server front {
  ${listen('auth', front.authPort, 'clients = askers')}
  ${listen('acct', front.accountingPort, 'clients = askers')}
  authorize {
    update control {
      &Proxy-To-Realm := "back"
    }
  }
  preacct {
    update control {
      &Proxy-To-Realm := "back"
    }
  }
}
server coa {
  ${listen('coa', coaPort, 'clients = coa_askers')}
  recv-coa {
    ok
  }
  send-coa {
    ok
  }
}
`;
}
