import type { Service, ServiceChanges } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';

const TEXTS = ['circuitId', 'remoteId', 'calledStation', 'nasPort'] as const;

export const LOGIN_RULES_INPUTS: readonly string[] = [
  'macAddresses',
  'loginRules.accessType',
  'loginRules.isMacBound',
  'loginRules.learnedMacLimit',
  ...TEXTS.map((name) => `loginRules.${name}`),
  'loginRules.sessionLimit',
  'loginRules.sessionPolicy',
];

export function loginRulesTexts({ macAddresses, loginRules }: Pick<Service, 'macAddresses' | 'loginRules'>): FormTexts {
  return {
    macAddresses: macAddresses.join('\n'),
    'loginRules.accessType': loginRules.accessType,
    'loginRules.isMacBound': loginRules.isMacBound ? 'on' : '',
    'loginRules.learnedMacLimit': String(loginRules.learnedMacLimit),
    ...Object.fromEntries(TEXTS.map((name) => [`loginRules.${name}`, loginRules[name] ?? ''])),
    'loginRules.sessionLimit': loginRules.sessionLimit === null ? '' : String(loginRules.sessionLimit),
    'loginRules.sessionPolicy': loginRules.sessionPolicy ?? '',
  };
}

/** What is no number stays as it was typed: the service says what is wrong with it. */
export function readLoginRules(form: FormTexts): Pick<ServiceChanges, 'macAddresses' | 'loginRules'> {
  const text = (name: string): string => (form[`loginRules.${name}`] ?? '').trim();
  const loginRules = {
    accessType: text('accessType') || 'any',
    isMacBound: text('isMacBound') === 'on',
    learnedMacLimit: text('learnedMacLimit') === '' ? 0 : numberOr(text('learnedMacLimit')),
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name) || null])),
    sessionLimit: text('sessionLimit') === '' ? null : numberOr(text('sessionLimit')),
    sessionPolicy: text('sessionPolicy') || null,
  };
  const macAddresses = (form.macAddresses ?? '').split(/[\s,;]+/).filter((address) => address !== '');
  return { macAddresses, loginRules: loginRules as NonNullable<ServiceChanges['loginRules']> };
}

function numberOr(text: string): number | string {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}
