import type { StoredAccess } from '../../access/access-store.js';
import type { AnswerRouter } from '../answers/accept-attributes.js';
import type { AnswerLine } from '../answers/answer-line.js';
import type { AnswerMoment } from '../answers/line-placeholders.js';
import { planSessionChange, sessionState } from '../answers/session-change.js';

/** What a CoA-Request holds besides the marks of the session. */
export interface LineChange {
  /** What the session has afterwards. */
  readonly digest: string;
  readonly attributes: Buffer;
  /** For an operator. */
  readonly words: string;
}

/**
 * What brings a session that is online to what its line may now: all that its router can change, whatever it was told before. Undefined where it
 * can change nothing of it.
 */
export function changeOfLine(router: AnswerRouter, access: StoredAccess, moment: AnswerMoment): LineChange | undefined {
  const line = answerLineOf(access);
  const wanted = sessionState(router, line, moment);
  const fixed = wanted.filter(([name]) => !router.driver.changeable.has(name.toLowerCase()));
  const change = planSessionChange(router, line, moment, fixed);
  if (change.kind !== 'change') return undefined;
  const told = wanted.filter(([name]) => change.names.includes(name));
  return { digest: access.grantDigest, attributes: change.attributes, words: told.map(([name, value]) => `${name} = ${value}`).join(', ') };
}

function answerLineOf({ addressing, ...access }: StoredAccess): AnswerLine {
  return { ...access, ...addressing };
}
