import { Icon } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';

export interface PageProps {
  readonly title: string;
  /** The way back up. */
  readonly parent?: { readonly href: string; readonly title: string };
  readonly subtitle?: ComponentChildren;
  readonly badges?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** A page's heading with its actions, and what stands below. */
export function Page({ title, parent, subtitle, badges, actions, children }: PageProps): JSX.Element {
  return (
    <>
      <header class="tl-page-header">
        <div class="tl-page-heading">
          {parent && (
            <a class="tl-parent" href={parent.href}>
              <Icon name="arrow-left" />
              {parent.title}
            </a>
          )}
          <div class="tl-title-row">
            <h1>{title}</h1>
            {badges}
          </div>
          {subtitle !== undefined && <p class="tl-page-subtitle">{subtitle}</p>}
        </div>
        {Boolean(actions) && <div class="tl-page-actions d-print-none">{actions}</div>}
      </header>
      {children}
    </>
  );
}
