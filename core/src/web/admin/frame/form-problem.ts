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
  const input = field === undefined ? undefined : inputOf(field, inputs);
  if (field === undefined || input === undefined) return { errors: {}, message: asSentence(plainWords(message)) };
  return { errors: { [input]: asSentence(plainWords(besideInput(message, field))) } };
}

/** The input of a field; that of its list for an item: `offers` for `offers.0`. */
function inputOf(field: string, inputs: readonly string[]): string | undefined {
  const listed = withoutItem(field);
  return [field, listed]
    .map((name) => inputs.find((input) => input === name) ?? inputs.find((input) => input.endsWith(`.${name}`)))
    .find((input) => input !== undefined);
}

function withoutItem(field: string): string {
  return field.replace(/(\.\d+)+$/, '');
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

/** The field's name is left out, for the message stands beside it. Add-ons call a field by the end of its name. */
function besideInput(message: string, field: string): string {
  const [name = ''] = message.split(' ', 1);
  if (name === '' || (field !== name && !field.endsWith(`.${name}`))) return message;
  const rest = message.slice(name.length + 1);
  return rest.startsWith('"') ? rest : `this ${rest}`;
}

/** The words of the schema become those of people. */
function plainWords(message: string): string {
  return PLAIN_WORDS.reduce((text, [pattern, words]) => text.replace(pattern, words), message);
}
