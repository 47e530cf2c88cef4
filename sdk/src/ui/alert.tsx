import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.js';
import type { Tone } from './settings.js';

const STYLES: Readonly<Record<Tone, { readonly name: string; readonly icon: string }>> = {
  good: { name: 'success', icon: 'circle-check' },
  warning: { name: 'warning', icon: 'alert-triangle' },
  bad: { name: 'danger', icon: 'alert-circle' },
  info: { name: 'info', icon: 'info-circle' },
  neutral: { name: 'secondary', icon: 'info-circle' },
};

export interface AlertProps {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children?: ComponentChildren;
}

/** A message about the page as a whole; a bad one is read out at once. */
export function Alert({ tone = 'info', title, children }: AlertProps): JSX.Element {
  const { name, icon } = STYLES[tone];
  return (
    <div class={`alert alert-${name}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <div class="alert-icon">
        <Icon name={icon} class="alert-icon" />
      </div>
      <div>
        {title !== undefined && <div class="alert-heading">{title}</div>}
        {children !== undefined && <div class="alert-description">{children}</div>}
      </div>
    </div>
  );
}
