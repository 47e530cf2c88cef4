import { TaplineError } from '@tapline/sdk';
import { asSentence, type FormErrors } from '@tapline/sdk/ui';

export { asSentence };

/** Why a form was not taken: words beside the inputs, and words above them for what belongs to no input. */
export interface FormProblem {
  readonly errors: FormErrors;
  readonly message?: string;
}

export type Outcome<T> = { readonly isDone: true; readonly value: T } | { readonly isDone: false; readonly problem: FormProblem };

const MENDABLE = new Set(['invalid', 'conflict', 'refused']);

/** Does what a form asks for. What the person can mend comes back as a problem; anything else is thrown. */
export async function attempt<T>(inputs: readonly string[], work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { isDone: true, value: await work() };
  } catch (error) {
    if (!(error instanceof TaplineError) || !MENDABLE.has(error.kind)) throw error;
    return { isDone: false, problem: formProblem(error, inputs) };
  }
}

function formProblem(error: TaplineError, inputs: readonly string[]): FormProblem {
  const { field, message } = error;
  const input = inputs.find((name) => name === field) ?? inputs.find((name) => field !== undefined && name.endsWith(`.${field}`));
  if (input === undefined) return { errors: {}, message: asSentence(message) };
  return { errors: { [input]: asSentence(plainWords(message, field ?? input)) } };
}

const PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/must NOT have fewer than 1 characters/, 'is missing'],
  [/must NOT have fewer than (\d+) characters/, 'must have at least $1 characters'],
  [/must NOT have more than (\d+) characters/, 'must have at most $1 characters'],
  [/must match format "email"/, 'must be an e-mail address'],
  [/must match format "ipv4"/, 'must be an IPv4 address like 10.0.3.7'],
  [/must match pattern .*/, 'is not written as it should be'],
  [/must be >= (-?\d+)/, 'must be $1 or more'],
  [/must be <= (-?\d+)/, 'must be $1 or less'],
];

/** The field's name is left out, for the message stands beside it; the words of the schema become those of people. */
function plainWords(message: string, field: string): string {
  const rest = message.startsWith(`${field} `) ? `this ${message.slice(field.length + 1)}` : message;
  return PLAIN_WORDS.reduce((text, [pattern, words]) => text.replace(pattern, words), rest);
}
