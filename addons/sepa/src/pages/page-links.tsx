import { LinkButton } from '@tapline/sdk/ui';
import type { VNode } from 'preact';

/** The page that an address asks for, from 1. */
export function pageNumber(text: string | undefined): number {
  return /^[1-9]\d{0,5}$/.test(text ?? '') ? Number(text) : 1;
}

/** Before and after a page of a list; nothing where all is on one. `link` makes the address of a page. */
export function PageLinks({
  page,
  isLast,
  link,
}: {
  readonly page: number;
  readonly isLast: boolean;
  readonly link: (page: string) => string;
}): VNode | null {
  if (page === 1 && isLast) return null;
  return (
    <div class="tl-buttons">
      {page > 1 && (
        <LinkButton isSmall icon="chevron-left" href={link(String(page - 1))}>
          Previous
        </LinkButton>
      )}
      <span class="tl-sub">{`Page ${page}`}</span>
      {!isLast && (
        <LinkButton isSmall icon="chevron-right" href={link(String(page + 1))}>
          Next
        </LinkButton>
      )}
    </div>
  );
}
