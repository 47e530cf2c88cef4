import type { JsonSchema } from '../json-schema.js';

/** Settings of an add-on's own on each plan: shown as a part of the plan form, kept in `plan.addonSettings` under the add-on's id. */
export interface PlanSection {
  readonly title: string;
  readonly settings: JsonSchema;
  /** Beyond the schema: throws a coded error that names the field. Answers at once; settings that stay as they were are not checked again. */
  check?(settings: Readonly<Record<string, unknown>>): void;
  /**
   * The wordings of messages that valid settings name. One that is not there is refused when it is set, with its field; the messages' page says which
   * plans name one.
   */
  wordings?(settings: Readonly<Record<string, unknown>>): readonly NamedWording[];
  /** What the settings do, in a few words for lists of plans: `10 GB a month, then shut`. Answers at once; undefined for nothing. */
  summary?(settings: Readonly<Record<string, unknown>>): string | undefined;
}

/** A setting that names a wording of a kind of message. */
export interface NamedWording {
  readonly kind: string;
  readonly wording: string;
  /** The property of the settings, which the refusal names. */
  readonly field: string;
}
