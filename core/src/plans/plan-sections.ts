import { isDeepStrictEqual } from 'node:util';
import { type AddonSettings, invalid, type NamedWording, type PlanSection, TaplineError, type Transaction } from '@tapline/sdk';
import type { ContributionRegistry } from '../kernel/addons/contribution-registry.js';
import { compileValidator, type Validator } from '../kernel/validation/validator.js';
import type { WordingService } from '../notifications/wording-service.js';

export interface SectionSummary {
  readonly addonId: string;
  readonly title: string;
  readonly text: string;
}

/** The parts of plans that are add-ons' own. */
export class PlanSections {
  readonly #validators = new WeakMap<PlanSection, Validator<Readonly<Record<string, unknown>>>>();

  constructor(
    private readonly contributions: () => Pick<ContributionRegistry, 'planSections' | 'notificationKind'>,
    private readonly wordings: () => Pick<WordingService, 'list'>,
  ) {}

  /**
   * What a plan keeps after a change: what is given, checked, in place of what was there. The add-on does not check what is as it was:
   * forms give all that they show, and a check that fails must not keep the plan from being changed in all else. Throws `PLAN_SECTION_UNKNOWN`, `PLAN_SECTION_INVALID`, `PLAN_WORDING_UNKNOWN` and
   * what the add-on's check throws, with the field under `addonSettings`.
   */
  async merged(tx: Transaction, before: AddonSettings, given: AddonSettings = {}): Promise<AddonSettings> {
    const merged: Record<string, Readonly<Record<string, unknown>>> = { ...before };
    for (const [addonId, settings] of Object.entries(given)) merged[addonId] = await this.checked(tx, addonId, settings, before[addonId]);
    return merged;
  }

  /** The wordings of messages that a plan's settings name, whether they are there or not. */
  named(settings: AddonSettings): readonly NamedWording[] {
    return Object.entries(settings).flatMap(([addonId, own]) => {
      try {
        return this.sectionOf(addonId)?.wordings?.(own) ?? [];
      } catch {
        // Settings of another version of the add-on, which are looked at here for no more than a hint.
        return [];
      }
    });
  }

  /** What the settings do, in the words of each add-on that says so. */
  summaries(settings: AddonSettings): readonly SectionSummary[] {
    return this.contributions()
      .planSections()
      .flatMap(({ addonId, section }) => {
        try {
          const text = section.summary?.(settings[addonId] ?? {});
          return typeof text === 'string' && text !== '' ? [{ addonId, title: section.title, text }] : [];
        } catch {
          // As in `named`.
          return [];
        }
      });
  }

  private async checked(
    tx: Transaction,
    addonId: string,
    settings: Readonly<Record<string, unknown>>,
    before: Readonly<Record<string, unknown>> | undefined,
  ): Promise<Readonly<Record<string, unknown>>> {
    const section = this.sectionOf(addonId);
    if (!section) {
      throw invalid('PLAN_SECTION_UNKNOWN', `no add-on ${addonId} that runs has settings on plans`, `addonSettings.${addonId}`);
    }
    try {
      const valid = this.validatorOf(section)(settings);
      if (!isDeepStrictEqual(valid, before)) section.check?.(valid);
      for (const named of section.wordings?.(valid) ?? []) await this.requireWording(tx, named);
      return valid;
    } catch (error) {
      if (!(error instanceof TaplineError) || error.field === undefined) throw error;
      throw new TaplineError(error.code, error.kind, error.message, { field: `addonSettings.${addonId}.${error.field}`, cause: error });
    }
  }

  private sectionOf(addonId: string): PlanSection | undefined {
    return this.contributions()
      .planSections()
      .find((each) => each.addonId === addonId)?.section;
  }

  private async requireWording(tx: Transaction, { kind, wording, field }: NamedWording): Promise<void> {
    const names = (await this.wordings().list(tx, kind)).map(({ name }) => name);
    if (names.includes(wording)) return;
    const title = this.contributions().notificationKind(kind)?.title ?? kind;
    const there = names.length === 0 ? 'there are none yet' : `there are: ${names.join(', ')}`;
    throw invalid('PLAN_WORDING_UNKNOWN', `the message "${title}" has no wording "${wording}"; make it under Messages (${there})`, field);
  }

  private validatorOf(section: PlanSection): Validator<Readonly<Record<string, unknown>>> {
    const known = this.#validators.get(section);
    if (known) return known;
    const validator = compileValidator<Readonly<Record<string, unknown>>>(section.settings, 'PLAN_SECTION_INVALID');
    this.#validators.set(section, validator);
    return validator;
  }
}
