import type { AdminPage } from '@tapline/sdk';
import { may, type Permission, type Principal } from '../../../accounts/permissions.js';
import type { AdminServices } from './admin-services.js';

export interface NavigationItem {
  readonly href: string;
  readonly title: string;
  readonly icon: string;
}

/** Several that belong together, folded up until one of them is the page that is looked at. */
export interface NavigationFold {
  readonly title: string;
  readonly icon: string;
  readonly items: readonly NavigationItem[];
}

export interface NavigationGroup {
  readonly title: string;
  readonly items: readonly (NavigationItem | NavigationFold)[];
}

interface GuardedItem extends NavigationItem {
  /** One of these is enough; empty for everybody. */
  readonly permissions: readonly Permission[];
}

const GROUPS: readonly { readonly title: string; readonly items: readonly GuardedItem[] }[] = [
  {
    title: 'Work',
    items: [
      { href: '/', title: 'Dashboard', icon: 'home', permissions: [] },
      { href: '/customers', title: 'Customers', icon: 'users', permissions: ['customers.read'] },
      { href: '/invoices', title: 'Invoices', icon: 'file-invoice', permissions: ['customers.read'] },
      { href: '/payments', title: 'Payments', icon: 'cash', permissions: ['customers.read'] },
      { href: '/online', title: 'Online', icon: 'wifi', permissions: ['radius.read'] },
      { href: '/billing', title: 'Billing', icon: 'repeat', permissions: ['billing.run', 'customers.read'] },
      { href: '/reports', title: 'Reports', icon: 'chart-bar', permissions: ['customers.read'] },
      { href: '/ledger/months', title: 'Closing months', icon: 'lock', permissions: ['ledger.close'] },
      { href: '/messages', title: 'Messages', icon: 'mail', permissions: ['customers.read'] },
      { href: '/plans', title: 'Plans', icon: 'tags', permissions: ['plans.write', 'customers.read'] },
    ],
  },
  {
    title: 'Network',
    items: [
      { href: '/routers', title: 'Routers', icon: 'router', permissions: ['network.write', 'radius.read'] },
      { href: '/networks', title: 'Networks', icon: 'sitemap', permissions: ['network.write', 'radius.read', 'customers.read'] },
      { href: '/radius-log', title: 'RADIUS log', icon: 'activity', permissions: ['radius.read'] },
    ],
  },
  {
    title: 'System',
    items: [
      { href: '/settings/documents', title: 'Documents and taxes', icon: 'receipt', permissions: ['documents.manage'] },
      { href: '/addons', title: 'Add-ons', icon: 'puzzle', permissions: ['addons.manage'] },
      { href: '/failed-events', title: 'Failed events', icon: 'alert-triangle', permissions: ['addons.manage'] },
      { href: '/jobs', title: 'Jobs', icon: 'calendar-due', permissions: ['system.manage'] },
      { href: '/audit', title: 'Audit log', icon: 'history', permissions: ['system.manage'] },
      { href: '/admins', title: 'Admins and tokens', icon: 'user-cog', permissions: ['accounts.manage'] },
    ],
  },
];

/** What this admin may go to, with the pages of add-ons. */
export function navigationFor(principal: Principal, services: ContributionParts): readonly NavigationGroup[] {
  const own = GROUPS.map(({ title, items }) => ({
    title,
    items: items.filter(({ permissions }) => permissions.length === 0 || permissions.some((permission) => may(principal, permission))),
  }));
  const [work, ...rest] = own;
  const addons = { title: 'From add-ons', items: contributedItems(principal, services) };
  return [...(work ? [work] : []), addons, ...rest].filter(({ items }) => items.length > 0);
}

type ContributionParts = Pick<AdminServices, 'contributions' | 'operations'>;

/** What add-ons have for the menu: one thing of an add-on stands there itself, several are folded up under the add-on's title. */
function contributedItems(principal: Principal, { contributions, operations }: ContributionParts): NavigationGroup['items'] {
  const seen = contributions.adminPages().filter(({ page }) => may(principal, permissionOf(page)));
  const pages = seen.map(({ addonId, page: { path, title, icon } }) => ({
    addonId,
    item: { href: addonPageHref(addonId, path), title, icon },
  }));
  const isSeen = (addonId: string, path: string): boolean => seen.some((each) => each.addonId === addonId && each.page.path === path);
  const asked = operations
    .list(principal)
    .filter(({ addonId, operation: { isInMenu, page } }) => isInMenu || (page !== undefined && !isSeen(addonId, page)))
    .map(({ addonId, operation: { id, title, icon } }) => ({ addonId, item: { href: operationHref(addonId, id), title, icon } }));
  const byAddon = new Map<string, NavigationItem[]>();
  for (const { addonId, item } of [...pages, ...asked]) byAddon.set(addonId, [...(byAddon.get(addonId) ?? []), item]);
  return [...byAddon].flatMap(([addonId, items]): NavigationGroup['items'] =>
    items.length > 1 ? [{ title: contributions.titleOf(addonId), icon: items[0]?.icon ?? 'puzzle', items }] : items,
  );
}

/** What seeing a page of an add-on asks for. */
export const permissionOf = ({ permission = 'customers.read' }: Pick<AdminPage, 'permission'>): Permission => permission;

export function operationHref(addonId: string, operationId: string): string {
  return addonPageHref(addonId, `run/${operationId}`);
}

export function addonPageHref(addonId: string, path: string): string {
  return `/addons/${addonId}/${path.replace(/^\/+/, '')}`;
}

/** The one item that the path lies under. */
export function currentHref(groups: readonly NavigationGroup[], path: string): string | undefined {
  const hrefs = groups.flatMap(({ items }) => items.flatMap((item) => ('items' in item ? item.items : [item]).map(({ href }) => href)));
  const matching = hrefs.filter((href) => path === href || (href !== '/' && path.startsWith(`${href}/`)));
  return matching.sort((a, b) => b.length - a.length)[0];
}
