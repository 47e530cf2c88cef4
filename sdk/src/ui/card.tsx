import type { ComponentChildren, JSX } from 'preact';

export interface CardProps {
  readonly title?: string;
  readonly subtitle?: ComponentChildren;
  /** Buttons and links at the right of the title. */
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
  readonly footer?: ComponentChildren;
  /** Without padding: for a table that fills it. */
  readonly isFlush?: boolean;
  readonly id?: string;
  readonly class?: string;
}

/** A box of a page with a heading. */
export function Card({ title, subtitle, actions, children, footer, isFlush = false, id, class: className = '' }: CardProps): JSX.Element {
  return (
    <section class={`card ${className}`.trim()} {...(id === undefined ? {} : { id })}>
      {title !== undefined && (
        <header class="card-header">
          <div class="tl-card-heading">
            <h2 class="card-title">{title}</h2>
            {subtitle !== undefined && <p class="card-subtitle">{subtitle}</p>}
          </div>
          {actions !== undefined && <div class="card-actions btn-actions-list">{actions}</div>}
        </header>
      )}
      {isFlush ? children : <div class="card-body">{children}</div>}
      {footer !== undefined && <footer class="card-footer">{footer}</footer>}
    </section>
  );
}
