import { Alert, Icon } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import { Document, type Theme } from '../../admin/frame/document.js';
import type { Flash } from '../../admin/frame/flash.js';
import type { Language } from '../language/translate.js';
import { useWords } from '../language/words.js';
import { currentLink, PORTAL_HOME, type PortalLink } from './portal-navigation.js';
import { LanguageSwitch, PortalThemeSwitch } from './portal-switches.js';

export interface PortalLayoutProps {
  readonly title: string;
  readonly companyName: string;
  readonly theme: Theme;
  readonly language: Language;
  readonly path: string;
  readonly navigation: readonly PortalLink[];
  readonly flash: Flash | undefined;
  readonly children?: ComponentChildren;
}

/** The provider's name above, the pages beside it or, on a phone, where a thumb reaches them. */
export function PortalLayout(props: PortalLayoutProps): JSX.Element {
  const { title, companyName, theme, language, path, navigation, flash, children } = props;
  const t = useWords();
  return (
    <Document title={title} companyName={companyName} theme={theme} bodyClass="tl-body tp-body" language={language}>
      <a class="tl-skip" href="#content">
        {t('frame.skip')}
      </a>
      <header class="tp-topbar d-print-none">
        <div class="tp-width">
          <a class="tp-company" href={PORTAL_HOME}>
            {companyName}
          </a>
          <nav class="tp-nav" aria-label={t('frame.menu')}>
            <Links links={navigation} path={path} />
          </nav>
          <PortalThemeSwitch theme={theme} returnPath={path} />
          <form method="post" action="/portal/sign-out">
            <button type="submit" class="tl-icon-button" aria-label={t('frame.signOut')} title={t('frame.signOut')}>
              <Icon name="logout" />
            </button>
          </form>
        </div>
      </header>
      <main id="content" class="tp-width tp-content" tabIndex={-1}>
        {flash && <Alert tone={flash.tone} title={flash.text} />}
        {children}
      </main>
      <footer class="tp-width tp-foot d-print-none">
        <LanguageSwitch language={language} returnPath={path} />
      </footer>
    </Document>
  );
}

/** On a phone, beside each other; what is beyond lies behind one more. */
const PLACES_ON_PHONE = 5;

function Links({ links, path }: { readonly links: readonly PortalLink[]; readonly path: string }): JSX.Element {
  const t = useWords();
  const current = currentLink(links, path);
  const isCrowded = links.length > PLACES_ON_PHONE;
  const behind = isCrowded ? links.slice(PLACES_ON_PHONE - 1) : [];
  return (
    <ul>
      {links.map((link) => (
        <li key={link.href} class={behind.includes(link) ? 'tp-nav-item tp-nav-behind' : 'tp-nav-item'}>
          <Link link={link} isCurrent={link.href === current} />
        </li>
      ))}
      {isCrowded && (
        <li class="tp-nav-item tp-nav-more">
          <details>
            <summary class={behind.some(({ href }) => href === current) ? 'tp-nav-current' : ''}>
              <Icon name="dots" />
              <span>{t('nav.more')}</span>
            </summary>
            <ul class="tp-nav-sheet">
              {behind.map((link) => (
                <li key={link.href}>
                  <Link link={link} isCurrent={link.href === current} />
                </li>
              ))}
            </ul>
          </details>
        </li>
      )}
    </ul>
  );
}

function Link({ link, isCurrent }: { readonly link: PortalLink; readonly isCurrent: boolean }): JSX.Element {
  return (
    <a href={link.href} {...(isCurrent ? { 'aria-current': 'page' as const } : {})}>
      <Icon name={link.icon} />
      <span>{link.title}</span>
    </a>
  );
}
