import { Badge, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { LineState } from '../lines/line-state.js';

export const STATES: Readonly<Record<LineState, { readonly title: string; readonly tone: Tone }>> = {
  blocked: { title: 'Blocked', tone: 'bad' },
  slowed: { title: 'Slowed', tone: 'warning' },
  charged: { title: 'Over-use charged', tone: 'warning' },
  near: { title: 'Near the limit', tone: 'warning' },
  open: { title: 'Open', tone: 'good' },
};

export function StateBadge({ state }: { readonly state: LineState }): JSX.Element {
  return <Badge tone={STATES[state].tone}>{STATES[state].title}</Badge>;
}
