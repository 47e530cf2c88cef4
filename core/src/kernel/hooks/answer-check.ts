import { type HookDescriptor, invalid } from '@tapline/sdk';
import { compileValidator } from '../validation/validator.js';
import { frozenCopy } from './tap-input.js';

/** What a hook takes from a tap: `undefined`, or a value that matches its schema. `null` is never an answer, though tapable would take it. */
export function answerCheck({ name, kind, valueSchema }: HookDescriptor<unknown, unknown>): (answer: unknown) => unknown {
  if (kind === 'series') return () => undefined;
  const validate = valueSchema === undefined ? frozenCopy<unknown> : compileValidator<unknown>(valueSchema, 'HOOK_VALUE_INVALID');
  return (answer) => {
    if (answer === undefined) return undefined;
    if (answer === null) throw invalid('HOOK_VALUE_INVALID', `${name} takes no null; a tap that has nothing to say returns undefined`);
    return validate(answer);
  };
}
