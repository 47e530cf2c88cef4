import { localized } from '@tapline/sdk';
import type { ContributedPortalPage } from '../../../kernel/addons/contribution-registry.js';
import type { Language, Translate } from '../language/translate.js';

export interface PortalLink {
  readonly href: string;
  readonly title: string;
  readonly icon: string;
}

export const PORTAL_HOME = '/portal';

/** The pages of the core, then those of add-ons. */
export function portalNavigation(t: Translate, language: Language, contributed: readonly ContributedPortalPage[]): readonly PortalLink[] {
  return [
    { href: PORTAL_HOME, title: t('nav.home'), icon: 'home' },
    { href: '/portal/usage', title: t('nav.usage'), icon: 'chart-bar' },
    { href: '/portal/services', title: t('nav.services'), icon: 'router' },
    { href: '/portal/documents', title: t('nav.documents'), icon: 'file-invoice' },
    ...contributed.map(({ addonId, page }) => ({
      href: contributedHref(addonId, page.path),
      title: localized(page.title, language),
      icon: page.icon,
    })),
    { href: '/portal/account', title: t('nav.account'), icon: 'user-circle' },
  ];
}

export function contributedHref(addonId: string, path: string): string {
  return `/portal/more/${addonId}/${path.replace(/^\/+/, '')}`;
}

/** The one entry that the path lies under. */
export function currentLink(links: readonly PortalLink[], path: string): string | undefined {
  const matching = links
    .map(({ href }) => href)
    .filter((href) => path === href || (href !== PORTAL_HOME && (path.startsWith(`${href}/`) || path.startsWith(`${href}.`))));
  return matching.sort((a, b) => b.length - a.length)[0];
}
