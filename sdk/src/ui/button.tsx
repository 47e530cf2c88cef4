import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.js';

export interface LinkButtonProps {
  readonly href: string;
  readonly icon?: string;
  readonly isPrimary?: boolean;
  readonly isSmall?: boolean;
  readonly children: ComponentChildren;
}

/** A link that looks like a button. */
export function LinkButton({ href, icon, isPrimary = false, isSmall = false, children }: LinkButtonProps): JSX.Element {
  return (
    <a href={href} class={buttonClass(isPrimary ? 'primary' : undefined, isSmall)}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </a>
  );
}

export interface SubmitButtonProps {
  readonly icon?: string;
  readonly look?: 'primary' | 'danger' | 'plain';
  readonly isSmall?: boolean;
  readonly name?: string;
  readonly value?: string;
  readonly children: ComponentChildren;
}

/** Sends the form that it stands in. */
export function SubmitButton({ icon, look = 'primary', isSmall = false, name, value, children }: SubmitButtonProps): JSX.Element {
  const colour = look === 'plain' ? undefined : look === 'danger' ? 'outline-danger' : 'primary';
  return (
    <button
      type="submit"
      class={buttonClass(colour, isSmall)}
      {...(name === undefined ? {} : { name })}
      {...(value === undefined ? {} : { value })}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

function buttonClass(colour: string | undefined, isSmall: boolean): string {
  return ['btn', colour && `btn-${colour}`, isSmall && 'btn-sm'].filter(Boolean).join(' ');
}
