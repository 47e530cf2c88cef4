import type { JSX } from 'preact';
import { Icon } from './icon.js';

export interface PaginationProps {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  /** What is counted: `customers`. */
  readonly noun: string;
  readonly href: (page: number) => string;
  /** The element that a page is loaded into; without one, and without scripts, the links load whole pages. */
  readonly target?: string;
}

/** Where in a list a page is, and the way to the others. */
export function Pagination({ page, pageSize, total, noun, href, target }: PaginationProps): JSX.Element {
  const pageCount = Math.max(1, Math.ceil(total / pageSize));
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1;
  const isLoadedInto = target !== undefined;
  const shown = [page - 1, page, page + 1].filter((number) => number >= 1 && number <= pageCount);
  return (
    <nav class="tl-pagination" aria-label={`Pages of ${noun}`}>
      <p class="m-0 text-secondary">
        {first}–{Math.min(total, page * pageSize)} of {total} {noun}
      </p>
      {pageCount > 1 && (
        <ul class="pagination m-0" {...loadingInto(target)}>
          <PageLink href={href(page - 1)} label="Previous page" isLoadedInto={isLoadedInto} isDisabled={page <= 1}>
            <Icon name="chevron-left" />
          </PageLink>
          {shown.map((number) => (
            <PageLink key={number} href={href(number)} label={`Page ${number}`} isLoadedInto={isLoadedInto} isCurrent={number === page}>
              {number}
            </PageLink>
          ))}
          <PageLink href={href(page + 1)} label="Next page" isLoadedInto={isLoadedInto} isDisabled={page >= pageCount}>
            <Icon name="chevron-right" />
          </PageLink>
        </ul>
      )}
    </nav>
  );
}

function loadingInto(target: string | undefined): Readonly<Record<string, string>> {
  if (target === undefined) return {};
  return { 'hx-target:inherited': target, 'hx-swap:inherited': 'outerHTML show:top', 'hx-push-url:inherited': 'true' };
}

interface PageLinkProps {
  readonly href: string;
  readonly label: string;
  /** Into an element of the page that is shown. */
  readonly isLoadedInto: boolean;
  readonly isCurrent?: boolean;
  readonly isDisabled?: boolean;
  readonly children: JSX.Element | number;
}

function PageLink({ href, label, isLoadedInto, isCurrent = false, isDisabled = false, children }: PageLinkProps): JSX.Element {
  return (
    <li class={`page-item${isCurrent ? ' active' : ''}${isDisabled ? ' disabled' : ''}`}>
      {isDisabled ? (
        <span class="page-link" aria-hidden="true">
          {children}
        </span>
      ) : (
        <a
          class="page-link"
          href={href}
          aria-label={label}
          {...(isLoadedInto ? { 'hx-get': href } : {})}
          {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
        >
          {children}
        </a>
      )}
    </li>
  );
}
