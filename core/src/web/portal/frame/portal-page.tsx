import { Icon } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';

export interface PortalPageProps {
  readonly title: string;
  readonly subtitle?: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** The way back up. */
  readonly parent?: { readonly href: string; readonly title: string };
  readonly children?: ComponentChildren;
}

/** A page's heading, and what stands below. */
export function PortalPage({ title, subtitle, actions, parent, children }: PortalPageProps): JSX.Element {
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
          <h1>{title}</h1>
          {subtitle !== undefined && <p class="tl-page-subtitle">{subtitle}</p>}
        </div>
        {Boolean(actions) && <div class="tl-page-actions d-print-none">{actions}</div>}
      </header>
      <div class="tl-stack">{children}</div>
    </>
  );
}
