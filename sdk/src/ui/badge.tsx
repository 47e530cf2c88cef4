import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.js';
import type { Tone } from './settings.js';

export interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: string;
  readonly title?: string;
  readonly children?: ComponentChildren;
}

/** A short word on a tinted ground. */
export function Badge({ tone = 'neutral', icon, title, children }: BadgeProps): JSX.Element {
  return (
    <span class={`badge tl-badge tl-tone-${tone}`} {...(title === undefined ? {} : { title })}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}
