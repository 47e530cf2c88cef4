import { Icon } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';

export interface FieldFoldProps {
  readonly title: string;
  /** What is set in it now, in a few words. */
  readonly summary: string;
  readonly isOpen: boolean;
  readonly children: ComponentChildren;
}

/** Fields of a form that are seldom needed; open where one of them is wrong. */
export function FieldFold({ title, summary, isOpen, children }: FieldFoldProps): JSX.Element {
  return (
    <details class="tl-fold tl-field-fold" open={isOpen}>
      <summary>
        <span class="tl-field-fold-title">{title}</span>
        <span class="tl-sub">{summary}</span>
        <span class="tl-fold-mark">
          <Icon name="chevron-down" />
        </span>
      </summary>
      <div class="tl-fields">{children}</div>
    </details>
  );
}
