import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon.js';
import type { Tone } from './settings.js';

export interface StatProps {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly detail?: ComponentChildren;
  readonly icon?: string;
  readonly tone?: Tone;
  /** Where the figure is explained. */
  readonly href?: string;
}

const LONGEST_FIGURE = 12;

/** One figure of a dashboard in a card of its own. */
export function Stat({ label, value, detail, icon, tone = 'info', href }: StatProps): JSX.Element {
  return (
    <div class={`card tl-stat tl-tone-${tone}`}>
      <div class="card-body">
        <div class="tl-stat-head">
          {icon !== undefined && (
            <span class="tl-stat-icon">
              <Icon name={icon} />
            </span>
          )}
          <span class="tl-stat-label">{href === undefined ? label : <a href={href}>{label}</a>}</span>
        </div>
        <div class={`tl-stat-value${typeof value === 'string' && value.length > LONGEST_FIGURE ? ' tl-words' : ''}`}>{value}</div>
        {detail !== undefined && <div class="tl-stat-detail">{detail}</div>}
      </div>
    </div>
  );
}
