import { type AddonSettings, invalid, type PlanSection, TaplineError } from '@tapline/sdk';
import type { ContributedSection } from '../kernel/addons/contribution-registry.js';
import { compileValidator, type Validator } from '../kernel/validation/validator.js';

/** The parts of plans that are add-ons' own. */
export class PlanSections {
  readonly #validators = new WeakMap<PlanSection, Validator<Readonly<Record<string, unknown>>>>();

  constructor(private readonly sections: () => readonly ContributedSection[]) {}

  /**
   * What a plan keeps after a change: what is given, checked, in place of what was there. Throws `PLAN_SECTION_UNKNOWN`, `PLAN_SECTION_INVALID` and what the
   * add-on's check throws, with the field under `addonSettings`.
   */
  merged(before: AddonSettings, given: AddonSettings = {}): AddonSettings {
    return {
      ...before,
      ...Object.fromEntries(Object.entries(given).map(([addonId, settings]) => [addonId, this.checked(addonId, settings)])),
    };
  }

  private checked(addonId: string, settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const section = this.sections().find((each) => each.addonId === addonId)?.section;
    if (!section) {
      throw invalid('PLAN_SECTION_UNKNOWN', `no add-on ${addonId} that runs has settings on plans`, `addonSettings.${addonId}`);
    }
    try {
      const valid = this.validatorOf(section)(settings);
      section.check?.(valid);
      return valid;
    } catch (error) {
      if (!(error instanceof TaplineError) || error.field === undefined) throw error;
      throw new TaplineError(error.code, error.kind, error.message, { field: `addonSettings.${addonId}.${error.field}`, cause: error });
    }
  }

  private validatorOf(section: PlanSection): Validator<Readonly<Record<string, unknown>>> {
    const known = this.#validators.get(section);
    if (known) return known;
    const validator = compileValidator<Readonly<Record<string, unknown>>>(section.settings, 'PLAN_SECTION_INVALID');
    this.#validators.set(section, validator);
    return validator;
  }
}
