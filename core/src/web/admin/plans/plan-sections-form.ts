import type { AddonSettings, JsonSchema, Plan, Transaction } from '@tapline/sdk';
import { type Choice, type FormErrors, type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
import type { ContributedSection } from '../../../kernel/addons/contribution-registry.js';
import type { AdminServices } from '../frame/admin-services.js';

type Services = Pick<AdminServices, 'contributions' | 'company'>;

/** Before the names of the inputs of an add-on's part of the plan form. */
export function sectionPrefix(addonId: string): string {
  return `addonSettings.${addonId}.`;
}

export function sectionTexts({ contributions, company }: Services, plan: Plan | undefined): FormTexts {
  const texts = contributions
    .planSections()
    .map(({ addonId, section }) =>
      formTexts(section.settings, plan?.addonSettings[addonId] ?? {}, { currency: company.currency, prefix: sectionPrefix(addonId) }),
    );
  return Object.assign({}, ...texts) as FormTexts;
}

export function sectionInputs({ contributions }: Services): readonly string[] {
  return contributions
    .planSections()
    .flatMap(({ addonId, section }) => Object.keys(section.settings.properties ?? {}).map((key) => `${sectionPrefix(addonId)}${key}`));
}

/** A part of the plan form with what its inputs are chosen from, by the keys of its properties. */
export interface ChosenSection extends ContributedSection {
  readonly choices: Readonly<Record<string, readonly Choice[]>>;
}

export async function sectionsOf(
  tx: Transaction,
  { contributions, wordings }: Pick<AdminServices, 'contributions' | 'wordings'>,
  texts: FormTexts,
): Promise<readonly ChosenSection[]> {
  const choicesOf = async ({ addonId, section }: ContributedSection): Promise<ChosenSection['choices']> => {
    const choices: Record<string, readonly Choice[]> = {};
    for (const [key, { 'x-wording-of': kind }] of Object.entries<JsonSchema>(section.settings.properties ?? {})) {
      if (kind === undefined || !contributions.notificationKind(kind)) continue;
      const names = (await wordings.list(tx, kind)).map(({ name }) => name);
      choices[key] = wordingChoices(names, texts[`${sectionPrefix(addonId)}${key}`] ?? '');
    }
    return choices;
  };
  return Promise.all(contributions.planSections().map(async (each) => ({ ...each, choices: await choicesOf(each) })));
}

function wordingChoices(names: readonly string[], kept: string): readonly Choice[] {
  const missing = kept === '' || names.includes(kept) ? [] : [{ value: kept, title: `${kept} (not there: the ordinary one is sent)` }];
  return [{ value: '', title: 'The ordinary one' }, ...names.map((name) => ({ value: name, title: name })), ...missing];
}

export function readSections(
  { contributions, company }: Services,
  form: FormTexts,
): { readonly settings: AddonSettings; readonly errors: FormErrors } {
  const readings = contributions.planSections().map(({ addonId, section }) => {
    const reading = readForm(section.settings, form, { currency: company.currency, prefix: sectionPrefix(addonId) });
    return [addonId, reading] as const;
  });
  return {
    settings: Object.fromEntries(readings.map(([addonId, { values }]) => [addonId, values])),
    errors: Object.assign({}, ...readings.map(([, { errors }]) => errors)) as FormErrors,
  };
}
