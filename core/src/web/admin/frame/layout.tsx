import { Alert, Badge, Icon } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import { Document, type Theme } from './document.js';
import type { Flash } from './flash.js';
import { currentHref, type NavigationFold, type NavigationGroup, type NavigationItem } from './navigation.js';
import { ThemeSwitch } from './theme-switch.js';
import { Wordmark } from './wordmark.js';

export interface LayoutProps {
  readonly title: string;
  readonly companyName: string;
  readonly adminName: string;
  readonly theme: Theme;
  readonly path: string;
  /** The path of the entry that the menu shows as looked at. */
  readonly menuPath: string;
  readonly navigation: readonly NavigationGroup[];
  readonly canSearch: boolean;
  readonly searchText: string;
  readonly flash: Flash | undefined;
  readonly isTestClock: boolean;
  readonly children?: ComponentChildren;
}

/** Navigation at the left, or in a drawer on a phone; search, theme and account above; the page below. */
export function Layout(props: LayoutProps): JSX.Element {
  const { title, companyName, theme, path, flash, children } = props;
  return (
    <Document title={title} companyName={companyName} theme={theme} bodyClass="tl-body">
      <a class="tl-skip" href="#content">
        Skip to the content
      </a>
      <Sidebar {...props} />
      <a class="tl-scrim" href="#content" data-drawer-close aria-label="Close the navigation" tabIndex={-1}>
        {' '}
      </a>
      <div class="tl-main">
        <header class="tl-topbar d-print-none">
          <a
            class="tl-icon-button tl-drawer-button"
            href="#navigation"
            data-drawer-open
            aria-label="Open the navigation"
            aria-controls="navigation"
          >
            <Icon name="menu-2" />
          </a>
          <span class="tl-topbar-brand">
            <Wordmark href="/" />
          </span>
          <span class="tl-topbar-search">{props.canSearch && <CustomerSearch id="search" text={props.searchText} />}</span>
          {props.isTestClock && (
            <Badge tone="warning" title="Business time stands still until it is moved">
              Test clock
            </Badge>
          )}
          <span class="tl-topbar-tools">
            <ThemeSwitch theme={theme} returnPath={path} />
            <AccountMenu name={props.adminName} />
          </span>
        </header>
        <main id="content" class="tl-content" tabIndex={-1}>
          {flash && <Alert tone={flash.tone} title={flash.text} />}
          {children}
        </main>
      </div>
    </Document>
  );
}

function Sidebar({ companyName, adminName, theme, path, menuPath, navigation, canSearch, searchText }: LayoutProps): JSX.Element {
  const current = currentHref(navigation, menuPath);
  return (
    <aside id="navigation" class="tl-sidebar d-print-none" data-bs-theme="dark">
      <div class="tl-sidebar-head">
        <Wordmark href="/" />
        <a class="tl-icon-button tl-drawer-close" href="#content" data-drawer-close aria-label="Close the navigation">
          <Icon name="x" />
        </a>
      </div>
      <p class="tl-company">{companyName}</p>
      {canSearch && (
        <div class="tl-sidebar-search">
          <CustomerSearch id="drawer-search" text={searchText} />
        </div>
      )}
      <nav aria-label="Main">
        {navigation.map((group) => (
          <div key={group.title} class="tl-nav-group">
            <p class="tl-nav-title">{group.title}</p>
            <ul>
              {group.items.map((item) =>
                'items' in item ? (
                  <NavigationFolded key={item.title} fold={item} current={current} />
                ) : (
                  <NavigationLink key={item.href} item={item} current={current} />
                ),
              )}
            </ul>
          </div>
        ))}
      </nav>
      <div class="tl-sidebar-foot">
        <a class="tl-nav-link" href="/account">
          <Icon name="user-circle" />
          {adminName}
        </a>
        <ThemeSwitch theme={theme} returnPath={path} />
      </div>
    </aside>
  );
}

interface CurrentProps {
  /** The entry that is looked at. */
  readonly current: string | undefined;
}

function NavigationLink({ item, current }: CurrentProps & { readonly item: NavigationItem }): JSX.Element {
  return (
    <li>
      <a class="tl-nav-link" href={item.href} {...(item.href === current ? { 'aria-current': 'page' as const } : {})}>
        <Icon name={item.icon} />
        {item.title}
      </a>
    </li>
  );
}

function NavigationFolded({ fold, current }: CurrentProps & { readonly fold: NavigationFold }): JSX.Element {
  return (
    <li>
      <details class="tl-nav-fold" open={fold.items.some(({ href }) => href === current)}>
        <summary class="tl-nav-link">
          <Icon name={fold.icon} />
          {fold.title}
          <Icon name="chevron-down" />
        </summary>
        <ul>
          {fold.items.map((item) => (
            <NavigationLink key={item.href} item={item} current={current} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function CustomerSearch({ id, text }: { readonly id: string; readonly text: string }): JSX.Element {
  return (
    <form class="tl-search" method="get" action="/customers">
      <search>
        <label class="visually-hidden" for={id}>
          Search customers
        </label>
        <Icon name="search" />
        <input
          id={id}
          class="form-control"
          type="search"
          name="q"
          value={text}
          placeholder="Search customers"
          autocomplete="off"
          data-search
        />
        <kbd>/</kbd>
      </search>
    </form>
  );
}

function AccountMenu({ name }: { readonly name: string }): JSX.Element {
  return (
    <details class="tl-menu">
      <summary class="tl-account" aria-label={`Account of ${name}`}>
        <span class="tl-avatar" aria-hidden="true">
          {initials(name)}
        </span>
        <span class="tl-account-name">{name}</span>
        <Icon name="chevron-down" />
      </summary>
      <div class="tl-menu-items">
        <a href="/account">
          <Icon name="user-circle" />
          My account
        </a>
        <form method="post" action="/sign-out">
          <button type="submit">
            <Icon name="logout" />
            Sign out
          </button>
        </form>
      </div>
    </details>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase();
}
