import type { JsonSchema } from '../json-schema.js';

/** Settings of an add-on's own on each plan: shown as a part of the plan form, kept in `plan.addonSettings` under the add-on's id. */
export interface PlanSection {
  readonly title: string;
  readonly settings: JsonSchema;
  /** Beyond the schema: throws a coded error that names the field. */
  check?(settings: Readonly<Record<string, unknown>>): void;
}
