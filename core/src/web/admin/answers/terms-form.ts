import type { ReplyAttribute, ReplyTerms } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';

export const TERMS_INPUTS = [
  'reply.addressLists',
  'reply.filterId',
  'reply.sessionTimeoutSeconds',
  'reply.idleTimeoutSeconds',
  'reply.interimIntervalSeconds',
  'reply.attributes',
];

const NUMBERS = ['sessionTimeoutSeconds', 'idleTimeoutSeconds', 'interimIntervalSeconds'] as const;

/** How terms stand in the inputs. */
export function termsTexts(terms: ReplyTerms): FormTexts {
  const texts: Record<string, string> = {
    'reply.addressLists': (terms.addressLists ?? []).join(', '),
    'reply.filterId': terms.filterId ?? '',
    'reply.attributes': attributesText(terms.attributes ?? []),
  };
  for (const name of NUMBERS) texts[`reply.${name}`] = terms[name]?.toString() ?? '';
  return texts;
}

/** What was typed; whether it is allowed the schema says. */
export function readTerms(form: FormTexts): ReplyTerms {
  const text = (name: string): string => (form[`reply.${name}`] ?? '').trim();
  const addressLists = text('addressLists')
    .split(',')
    .map((list) => list.trim())
    .filter((list) => list !== '');
  const attributes = readAttributes(text('attributes'));
  const numbers = NUMBERS.filter((name) => text(name) !== '').map((name) => [name, Number(text(name))] as const);
  return {
    ...(addressLists.length === 0 ? {} : { addressLists }),
    ...(text('filterId') === '' ? {} : { filterId: text('filterId') }),
    ...Object.fromEntries(numbers),
    ...(attributes.length === 0 ? {} : { attributes }),
  };
}

/** One a line: `Mikrotik-Mark-Id = home-{login}`. */
export function attributesText(attributes: readonly ReplyAttribute[]): string {
  return attributes.map(({ name, value }) => `${name} = ${value}`).join('\n');
}

export function readAttributes(text: string): readonly ReplyAttribute[] {
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    const at = line.indexOf('=');
    return [at < 0 ? { name: line.trim(), value: '' } : { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }];
  });
}
