import type { JsonSchema } from '../../json-schema.js';
import { type FormOptions, formTexts } from './form-texts.js';

/**
 * A link to the form of an operation (`/addons/<add-on>/run/<operation>`) with these values filled in. What is not among them begins with its default; secrets
 * and files are never in a link.
 */
export function filledHref(
  path: string,
  schema: JsonSchema,
  values: Readonly<Record<string, unknown>>,
  options: FormOptions = { currency: 'EUR' },
): string {
  const filled = Object.entries(schema.properties ?? {}).filter(([name]) => values[name] !== undefined);
  const texts = formTexts({ ...schema, properties: Object.fromEntries(filled) }, values, options);
  return `${path}?${new URLSearchParams(texts).toString()}`;
}
