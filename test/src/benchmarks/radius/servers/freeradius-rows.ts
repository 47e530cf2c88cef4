import { loginOf, passwordOf } from '../load/load.js';
import { addressOf } from './freeradius-configuration.js';

const PLANS = 20;
const ROWS_PER_STATEMENT = 2_000;

type Row = readonly (string | number)[];

/** The users in FreeRADIUS's standard tables as its documentation lays them out: a password, an address, a rate, and a plan as a group. */
export function* freeradiusRows(users: number): Iterable<string> {
  yield* inserts('radcheck (username, attribute, op, value)', users, (user) => [
    loginOf(user),
    'Cleartext-Password',
    ':=',
    passwordOf(user),
  ]);
  const reply = 'radreply (username, attribute, op, value)';
  yield* inserts(reply, users, (user) => [loginOf(user), 'Framed-IP-Address', ':=', addressOf(user)]);
  yield* inserts(reply, users, (user) => [loginOf(user), 'Mikrotik-Rate-Limit', ':=', '10M/20M']);
  yield* inserts('radusergroup (username, groupname, priority)', users, (user) => [loginOf(user), `plan${user % PLANS}`, 1]);
  const replies = [
    ['Service-Type', 'Framed-User'],
    ['Framed-Protocol', 'PPP'],
    ['Acct-Interim-Interval', '300'],
  ] as const;
  for (const [attribute, value] of replies) {
    yield* inserts('radgroupreply (groupname, attribute, op, value)', PLANS, (plan) => [`plan${plan}`, attribute, ':=', value]);
  }
}

function* inserts(table: string, count: number, make: (index: number) => Row): Iterable<string> {
  for (let at = 0; at < count; at += ROWS_PER_STATEMENT) {
    const rows = Array.from({ length: Math.min(ROWS_PER_STATEMENT, count - at) }, (_, step) => make(at + step));
    const values = rows.map((row) => `(${row.map((value) => (typeof value === 'number' ? value : `'${value}'`)).join(', ')})`);
    yield `INSERT INTO ${table} VALUES ${values.join(', ')}`;
  }
}
