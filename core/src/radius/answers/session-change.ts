import { type AnswerRouter, acceptAttributes } from './accept-attributes.js';
import type { AnswerLine } from './answer-line.js';
import type { AnswerMoment } from './line-placeholders.js';
import { encodeAttributes, type ToldAttribute } from './told-attribute.js';

/** What a live session was told, or is to be told: as it is kept beside the session. */
export type SessionState = readonly (readonly [name: string, value: string])[];

export type SessionChange =
  | { readonly kind: 'none' }
  /** A CoA-Request with these attributes, beside those that name the session, brings it to the wanted state. */
  | { readonly kind: 'change'; readonly attributes: Buffer; readonly names: readonly string[] }
  /** The router cannot change this while the session lives. */
  | { readonly kind: 'disconnect'; readonly because: string };

/** What a session of this line should have been told. */
export function sessionState(router: AnswerRouter, line: AnswerLine, moment: AnswerMoment): SessionState {
  return acceptAttributes(router, line, moment).map(({ definition, text }) => [definition.name, text] as const);
}

/** How a session gets from what it was told last to what it should be told now (RFC 5176). */
export function planSessionChange(router: AnswerRouter, line: AnswerLine, moment: AnswerMoment, told: SessionState): SessionChange {
  const wanted = acceptAttributes(router, line, moment);
  const before = byName(told);
  const after = byName(wanted.map(({ definition, text }) => [definition.name, text]));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  if (changed.length === 0) return { kind: 'none' };
  const stuck = changed.find((name) => !router.driver.changeable.has(name.toLowerCase()) || !after.has(name));
  if (stuck !== undefined) {
    const how = after.has(stuck) ? `${stuck} changes` : `${stuck} is no longer told`;
    return { kind: 'disconnect', because: `${how}, which ${router.driver.title} cannot do to a session that lives` };
  }
  return { kind: 'change', attributes: encodeAttributes(sent(wanted, changed)), names: changed };
}

function byName(state: SessionState): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of state) values.set(name, values.has(name) ? `${values.get(name)}\n${value}` : value);
  return values;
}

/** A limit of 64 bits goes whole: both of its halves, though only one changed. */
function sent(wanted: readonly ToldAttribute[], changed: readonly string[]): readonly ToldAttribute[] {
  const stems = new Set(changed.map(stemOf));
  return wanted.filter(({ definition }) => stems.has(stemOf(definition.name)));
}

function stemOf(name: string): string {
  return name.replace(/-Gigawords$/, '');
}
