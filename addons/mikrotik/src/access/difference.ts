import { samePrefix } from '../lines/prefix.js';
import type { ApiRow } from '../routeros/client.js';
import type { ObjectMenu } from '../routeros/router-objects.js';
import { isYes } from '../routeros/values.js';
import { serviceOf } from './marks.js';
import type { WantedObject } from './wanted-objects.js';

/** One command that brings a router nearer to what it is to have. */
export type Change =
  | { readonly kind: 'add'; readonly menu: ObjectMenu; readonly serviceId: string; readonly values: ApiRow; readonly adopts?: string }
  | {
      readonly kind: 'change';
      readonly menu: ObjectMenu;
      readonly serviceId: string;
      readonly id: string;
      readonly values: ApiRow;
      readonly before: ApiRow;
    }
  | { readonly kind: 'remove'; readonly menu: ObjectMenu; readonly serviceId: string; readonly id: string; readonly before: ApiRow };

/** What tells two objects of a line in one menu apart; the rest of them can be changed. */
const KEYS: Readonly<Record<ObjectMenu, readonly string[]>> = {
  '/ip/firewall/address-list': ['list', 'address'],
  '/ipv6/firewall/address-list': ['list', 'address'],
  '/queue/simple': [],
  '/ip/dhcp-server/lease': ['mac-address'],
  '/ppp/secret': [],
};

/**
 * What has to be done so that a menu has what is wanted of ours: what bears no mark of ours, and what the router made itself, is never touched. Done twice it is
 * empty the second time.
 */
export function differenceOf(menu: ObjectMenu, wanted: readonly WantedObject[], found: readonly ApiRow[]): readonly Change[] {
  const changes: Change[] = [];
  const ours = new Map<string, ApiRow[]>();
  const others = new Map<string, ApiRow>();
  for (const row of found) {
    const serviceId = isYes(row.dynamic) ? undefined : serviceOf(row);
    if (serviceId === undefined) {
      if (!isYes(row.disabled)) others.set(effectOf(menu, row), row);
      continue;
    }
    const key = keyOf(menu, serviceId, row);
    ours.set(key, [...(ours.get(key) ?? []), row]);
  }
  for (const { serviceId, values } of wanted) {
    const key = keyOf(menu, serviceId, values);
    const [row, ...more] = ours.get(key) ?? [];
    ours.set(key, more);
    if (row) {
      const differing = differingValues(values, row);
      if (differing) changes.push({ kind: 'change', menu, serviceId, id: row['.id'] ?? '', values: differing, before: row });
      continue;
    }
    const other = others.get(effectOf(menu, values));
    // Somebody else, RADIUS say, has put the address on the list already.
    if (other && isAddressList(menu)) continue;
    const isRightLease = other !== undefined && menu === '/ip/dhcp-server/lease' && other.address === values.address;
    // A static lease that is right already, whoever made it, would be refused a second time.
    if (isRightLease && !isYes(other.dynamic)) continue;
    const isAdopted = isRightLease;
    changes.push({ kind: 'add', menu, serviceId, values, ...(isAdopted ? { adopts: other['.id'] ?? '' } : {}) });
  }
  for (const rows of ours.values()) {
    for (const row of rows) changes.push({ kind: 'remove', menu, serviceId: serviceOf(row) ?? '', id: row['.id'] ?? '', before: row });
  }
  return changes;
}

function keyOf(menu: ObjectMenu, serviceId: string, row: ApiRow): string {
  return JSON.stringify([serviceId, ...KEYS[menu].map((name) => normalised(name, row[name]))]);
}

/** What another's object does that ours would do. */
function effectOf(menu: ObjectMenu, row: ApiRow): string {
  const names = menu === '/ip/dhcp-server/lease' ? ['mac-address'] : isAddressList(menu) ? ['list', 'address'] : ['name'];
  return JSON.stringify(names.map((name) => normalised(name, row[name])));
}

function isAddressList(menu: ObjectMenu): boolean {
  return menu.endsWith('/firewall/address-list');
}

function differingValues(values: ApiRow, row: ApiRow): ApiRow | undefined {
  const differing = Object.entries(values).filter(([name, value]) => {
    // A router that does not let the user see passwords shows none.
    if (name === 'password' && (row[name] ?? '') === '') return false;
    return normalised(name, value) !== normalised(name, row[name]);
  });
  if (differing.length === 0) return isYes(row.disabled) && values.disabled === undefined ? { disabled: 'no' } : undefined;
  return Object.fromEntries(differing);
}

/** As versions write the same in different ways. From documents only where that is not seen yet: to be tried on hardware. */
function normalised(name: string, value: string | undefined): string {
  const text = value ?? '';
  if (name === 'disabled') return isYes(text) ? 'yes' : 'no';
  if (name === 'target') return text.split(',').map(samePrefix).sort().join(',');
  if (name === 'address') return samePrefix(text);
  if (name === 'mac-address') return text.toUpperCase();
  if (name === 'burst-time') return text.replace(/\b0s\b/g, '0');
  if (name === 'priority') return text.includes('/') ? text : `${text}/${text}`;
  return text;
}
