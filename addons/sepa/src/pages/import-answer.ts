import type { BankImport, ImportLine, LineState, Suggestion } from '../imports/import-line.js';

/** A line for whoever asks by API or page. */
export interface LineAnswer {
  readonly line: string;
  readonly number: number;
  readonly state: LineState;
  /** What is or would be done with it. */
  readonly does: string;
  readonly words: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly direction: 'credit' | 'debit' | null;
  readonly date: string | null;
  readonly payer: string | null;
  readonly payerIban: string | null;
  readonly text: string;
  readonly endToEndId: string | null;
  readonly suggestions: readonly Suggestion[];
  readonly decidedBy: string | null;
}

export interface ImportAnswer {
  readonly import: string;
  readonly fileName: string;
  readonly formats: readonly string[];
  readonly state: BankImport['state'];
  readonly warnings: readonly string[];
  /** Accounts of it that no bank profile has. */
  readonly otherAccounts: readonly string[];
  readonly undoneReason: string | null;
  /** How many lines are in each state; of a preview, in which they would be. */
  readonly counts: Readonly<Record<string, number>>;
  readonly lines: readonly LineAnswer[];
}

export function importAnswer(made: BankImport, lines: readonly ImportLine[]): ImportAnswer {
  const counts: Record<string, number> = {};
  for (const line of lines) counts[stateToBe(line)] = (counts[stateToBe(line)] ?? 0) + 1;
  const { id, fileName, formats, state, warnings, otherAccounts, undoneReason } = made;
  return { import: id, fileName, formats, state, warnings, otherAccounts, undoneReason, counts, lines: lines.map(lineAnswer) };
}

export function lineAnswer(line: ImportLine): LineAnswer {
  const { id, number, state, facts, plan, decidedBy } = line;
  const isPayment = facts.kind === 'payment';
  return {
    line: id,
    number,
    state,
    does: plan.do === 'skip' ? plan.as : plan.do,
    words: plan.words,
    amountMinor: facts.amountMinor,
    currency: facts.currency,
    direction: isPayment ? facts.direction : null,
    date: isPayment ? (facts.bookingDate ?? facts.valueDate) : null,
    payer: isPayment ? facts.payerName : null,
    payerIban: isPayment ? facts.payerIban : null,
    text: isPayment ? [...facts.creditorReferences, ...facts.remittance].join(' ') || (facts.text ?? '') : facts.statusCode,
    endToEndId: isPayment ? facts.references.endToEndId : facts.endToEndId,
    suggestions: plan.do === 'wait' ? plan.suggestions : [],
    decidedBy,
  };
}

/** Of a planned line the state that booking would give it. */
function stateToBe({ state, plan }: ImportLine): LineState {
  if (state !== 'planned') return state;
  if (plan.do === 'skip') return plan.as;
  return plan.do === 'wait' ? 'waiting' : 'booked';
}
