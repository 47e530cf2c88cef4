import type { AddonSettings, Plan } from '@tapline/sdk';
import { type FormErrors, type FormTexts, formTexts, readForm } from '@tapline/sdk/ui';
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
