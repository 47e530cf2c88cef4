import { TaplineError } from '@tapline/sdk';
import { asSentence } from '../../admin/frame/form-problem.js';
import type { WordKey } from '../language/dictionary.js';
import type { Translate } from '../language/translate.js';

/** Why a form was not taken, in the customer's language. */
export interface PortalProblem {
  /** The input at fault. */
  readonly field: string | undefined;
  readonly text: string;
  /** Nothing is wrong: the form says something that was not seen before, and is to be sent again by who agrees. */
  readonly isNotice?: boolean;
}

/** By code, or by code and field. */
const WORDS: Readonly<Record<string, WordKey>> = {
  'CUSTOMER_INVALID email': 'problem.email',
  'CUSTOMER_INVALID phone': 'problem.long',
  'CUSTOMER_INVALID address': 'problem.long',
  PASSWORD_WRONG: 'problem.passwordWrong',
  PASSWORD_UNCHANGED: 'problem.passwordUnchanged',
  'PASSWORD_INVALID current': 'problem.passwordWrong',
  PASSWORD_INVALID: 'problem.passwordLength',
  PORTAL_KEY_USED: 'problem.keyUsed',
  PORTAL_ADDRESS_UNKNOWN: 'problem.noMail',
  MONEY_UNREADABLE: 'problem.amount',
  PORTAL_PLAN_NOT_OFFERED: 'plan.notOffered',
  PORTAL_PREVIEW_OLD: 'plan.previewOld',
  PORTAL_AMOUNT_WRONG: 'problem.amount',
  PORTAL_SURCHARGE_OTHER: 'pay.surchargeOther',
  CHECKOUT_UNAVAILABLE: 'pay.none',
  CHECKOUT_KEY_USED: 'problem.payAgain',
  CHECKOUT_NOTHING_OPEN: 'problem.nothingOpen',
  CHECKOUT_AMOUNT_OUTSIDE: 'problem.amountOutside',
  SIGN_IN_TOO_OFTEN: 'problem.tooOften',
  LEDGER_PERIOD_WRONG: 'problem.period',
  DATE_UNREADABLE: 'problem.period',
};

const NOTICES = new Set(['PORTAL_SURCHARGE_OTHER']);

const MENDABLE = new Set(['invalid', 'conflict', 'refused']);

/** Words for what the customer can mend; anything else is thrown on. What add-ons say comes as they say it. */
export function portalProblem(t: Translate, error: unknown): PortalProblem {
  if (!(error instanceof TaplineError) || !MENDABLE.has(error.kind)) throw error;
  const { code, field, message } = error;
  const key = WORDS[`${code} ${field ?? ''}`] ?? WORDS[code];
  return { field, text: key === undefined ? asSentence(message) : t(key), isNotice: NOTICES.has(code) };
}

/** Does what a form asks for; `undefined` when it is done. */
export async function tryFor(t: Translate, work: () => Promise<unknown>): Promise<PortalProblem | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return portalProblem(t, error);
  }
}
