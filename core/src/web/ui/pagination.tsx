import { Icon } from '@tapline/sdk/ui';
import type { JSX } from 'preact';

export interface PaginationProps {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  /** What is counted: `customers`. */
  readonly noun: string;
  readonly href: (page: number) => string;
  /** The element that a page is loaded into; without scripts the links load whole pages. */
  readonly target: string;
}

export function Pagination({ page, pageSize, total, noun, href, target }: PaginationProps): JSX.Element {
  const pageCount = Math.max(1, Math.ceil(total / pageSize));
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1;
  const shown = [page - 1, page, page + 1].filter((number) => number >= 1 && number <= pageCount);
  return (
    <nav class="tl-pagination" aria-label={`Pages of ${noun}`}>
      <p class="m-0 text-secondary">
        {first}–{Math.min(total, page * pageSize)} of {total} {noun}
      </p>
      {pageCount > 1 && (
        <ul class="pagination m-0" hx-target:inherited={target} hx-swap:inherited="outerHTML show:top" hx-push-url:inherited="true">
          <PageLink href={href(page - 1)} label="Previous page" isDisabled={page <= 1}>
            <Icon name="chevron-left" />
          </PageLink>
          {shown.map((number) => (
            <PageLink key={number} href={href(number)} label={`Page ${number}`} isCurrent={number === page}>
              {number}
            </PageLink>
          ))}
          <PageLink href={href(page + 1)} label="Next page" isDisabled={page >= pageCount}>
            <Icon name="chevron-right" />
          </PageLink>
        </ul>
      )}
    </nav>
  );
}

interface PageLinkProps {
  readonly href: string;
  readonly label: string;
  readonly isCurrent?: boolean;
  readonly isDisabled?: boolean;
  readonly children: JSX.Element | number;
}

function PageLink({ href, label, isCurrent = false, isDisabled = false, children }: PageLinkProps): JSX.Element {
  return (
    <li class={`page-item${isCurrent ? ' active' : ''}${isDisabled ? ' disabled' : ''}`}>
      {isDisabled ? (
        <span class="page-link" aria-hidden="true">
          {children}
        </span>
      ) : (
        <a class="page-link" href={href} hx-get={href} aria-label={label} {...(isCurrent ? { 'aria-current': 'page' as const } : {})}>
          {children}
        </a>
      )}
    </li>
  );
}
