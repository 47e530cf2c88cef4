import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.js';

export interface EmptyStateProps {
  readonly icon?: string;
  readonly title: string;
  /** Why there is nothing, and what to do. */
  readonly children?: ComponentChildren;
  readonly action?: ComponentChildren;
}

/** What stands where there is nothing to show. */
export function EmptyState({ icon = 'inbox', title, children, action }: EmptyStateProps): JSX.Element {
  return (
    <div class="tl-empty">
      <Icon name={icon} />
      <p class="tl-empty-title">{title}</p>
      {children !== undefined && <p class="tl-empty-text text-secondary">{children}</p>}
      {action !== undefined && <div class="tl-empty-action">{action}</div>}
    </div>
  );
}
