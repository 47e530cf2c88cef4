import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loginOf, passwordOf } from '../load/load.js';

/** Where Debian keeps FreeRADIUS 3's queries and tables for MariaDB. */
export const DEBIAN_SQL = '/etc/freeradius/3.0/mods-config/sql/main/mysql';

export interface SqlAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface FreeradiusOptions {
  readonly directory: string;
  readonly authPort: number;
  readonly accountingPort: number;
  readonly secret: string;
  /** Users come from a file in memory without it. */
  readonly sql?: SqlAccess;
}

/**
 * Only the modules that PAP, CHAP, MS-CHAPv2 and accounting need, so that FreeRADIUS is at its fastest; threads and connections as Debian sets them.
 * It is allowed as many requests as the generator has identifiers, as its own documentation asks for.
 */
export function writeFreeradiusConfiguration(options: FreeradiusOptions, users: number): void {
  const { directory, sql } = options;
  for (const folder of ['log', 'run']) mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, 'radiusd.conf'), configuration(options), { mode: 0o600 });
  if (!sql) writeFileSync(join(directory, 'users'), usersFile(users), { mode: 0o600 });
}

function configuration(options: FreeradiusOptions): string {
  const { directory, authPort, accountingPort, secret, sql } = options;
  const source = sql ? 'sql' : 'files';
  return `prefix = /usr
libdir = /usr/lib/freeradius
raddbdir = ${directory}
logdir = ${directory}/log
run_dir = ${directory}/run
modconfdir = /etc/freeradius/3.0/mods-config
hostname_lookups = no
proxy_requests = no
max_requests = 65536
log {
  destination = files
  file = ${directory}/log/radius.log
}
thread pool {
  start_servers = 5
  max_servers = 32
  min_spare_servers = 3
  max_spare_servers = 10
}
client local {
  ipaddr = 127.0.0.1
  secret = ${secret}
  require_message_authenticator = no
}
modules {
  pap {
  }
  chap {
  }
  mschap {
    use_mppe = yes
  }
  expr {
    safe_characters = "@abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_: /"
  }
  always ok {
    rcode = ok
  }
${sql ? sqlModule(sql) : `  files {\n    usersfile = ${directory}/users\n  }`}
}
server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${authPort}
  }
  listen {
    type = acct
    ipaddr = 127.0.0.1
    port = ${accountingPort}
  }
  authorize {
    chap
    mschap
    ${source}
    pap
  }
  authenticate {
    Auth-Type PAP {
      pap
    }
    Auth-Type CHAP {
      chap
    }
    Auth-Type MS-CHAP {
      mschap
    }
  }
  preacct {
    update request {
      &Acct-Unique-Session-Id := "%{md5:%{User-Name},%{Acct-Session-ID},%{NAS-IP-Address},%{NAS-Port}}"
    }
  }
  accounting {
    ${sql ? 'sql' : 'ok'}
  }
}
`;
}

function sqlModule({ host, port, user, password, database }: SqlAccess): string {
  return `  sql {
    dialect = "mysql"
    driver = "rlm_sql_mysql"
    server = "${host}"
    port = ${port}
    login = "${user}"
    password = "${password}"
    radius_db = "${database}"
    acct_table1 = "radacct"
    acct_table2 = "radacct"
    postauth_table = "radpostauth"
    authcheck_table = "radcheck"
    groupcheck_table = "radgroupcheck"
    authreply_table = "radreply"
    groupreply_table = "radgroupreply"
    usergroup_table = "radusergroup"
    client_table = "nas"
    group_attribute = "SQL-Group"
    delete_stale_sessions = yes
    pool {
      start = 5
      min = 3
      max = 32
      spare = 10
      uses = 0
      retry_delay = 30
      lifetime = 0
      idle_timeout = 60
    }
    $INCLUDE ${DEBIAN_SQL}/queries.conf
  }`;
}

function usersFile(users: number): string {
  let file = '';
  for (let user = 0; user < users; user++) {
    file += `${loginOf(user)} Cleartext-Password := "${passwordOf(user)}"\n\tService-Type = Framed-User, Framed-Protocol = PPP, Mikrotik-Rate-Limit = "10M/20M", Framed-IP-Address = ${addressOf(user)}, Acct-Interim-Interval = 300\n`;
  }
  return file;
}

/** The address of a user's line, the same in both kinds. */
export function addressOf(user: number): string {
  return `10.${(user >> 16) & 255}.${(user >> 8) & 255}.${user & 255}`;
}
