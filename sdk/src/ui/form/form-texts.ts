import { TaplineError } from '../../errors.js';
import type { JsonSchema } from '../../json-schema.js';
import type { CurrencyCode } from '../../money/currency.js';
import { decimalAmount, parseAmount } from '../../money/money.js';

/** A form as the browser sends it: what stands in each input, by the input's name. */
export type FormTexts = Readonly<Record<string, string>>;
/** What is wrong, by the input's name. */
export type FormErrors = Readonly<Record<string, string>>;

export interface FormReading {
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: FormErrors;
}

export interface FormOptions {
  readonly currency: CurrencyCode;
  /** Before each input's name: `billingSettings.` */
  readonly prefix?: string;
}

/** How values that a schema describes stand in a form's inputs. Secrets and files are left out: they are write-only. */
export function formTexts(schema: JsonSchema, values: Readonly<Record<string, unknown>>, options: FormOptions): FormTexts {
  const texts: Record<string, string> = {};
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const name = `${options.prefix ?? ''}${key}`;
    const value = values[key] ?? property.default;
    if (value === undefined || value === null || property['x-widget'] === 'secret' || isFile(property)) continue;
    if (isGroup(property)) {
      Object.assign(texts, formTexts(property, value as Readonly<Record<string, unknown>>, { ...options, prefix: `${name}.` }));
    } else texts[name] = textOf(property, value, options.currency);
  }
  return texts;
}

/** Reads a form back into values. What cannot be read is an error at its input; whether the values are allowed is for the validator. */
export function readForm(schema: JsonSchema, texts: FormTexts, options: FormOptions): FormReading {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const name = `${options.prefix ?? ''}${key}`;
    if (isGroup(property)) {
      const group = readForm(property, texts, { ...options, prefix: `${name}.` });
      values[key] = group.values;
      Object.assign(errors, group.errors);
      continue;
    }
    try {
      const value = valueRead(property, texts[name] ?? '', options.currency);
      if (value !== undefined) values[key] = value;
      else if (schema.required?.includes(key) && property['x-widget'] !== 'secret') errors[name] = `${titleOf(property, key)} is missing`;
    } catch (error) {
      if (!(error instanceof TaplineError)) throw error;
      errors[name] = error.message;
    }
  }
  return { values, errors };
}

/** What a property is called on the page. */
export function titleOf(property: JsonSchema, key: string): string {
  return property.title ?? key;
}

export function isGroup(property: JsonSchema): boolean {
  return typesOf(property).includes('object') && property.properties !== undefined && !isFile(property);
}

/** What `fileSchema` describes: its text is the JSON of an `UploadedFile`. */
export function isFile(property: JsonSchema): boolean {
  return property['x-widget'] === 'file';
}

/** Whether a form has to be sent as `multipart/form-data`. */
export function hasFiles(schema: JsonSchema): boolean {
  return Object.values(schema.properties ?? {}).some((property) => isFile(property) || (isGroup(property) && hasFiles(property)));
}

/** A schema may name several types, `null` among them. */
export function typesOf(property: JsonSchema): readonly string[] {
  const types = property.type as string | readonly string[] | undefined;
  return types === undefined ? [] : typeof types === 'string' ? [types] : types;
}

function textOf(property: JsonSchema, value: unknown, currency: CurrencyCode): string {
  if (property['x-widget'] === 'amount' && typeof value === 'number') return decimalAmount(value, currency);
  if (typeof value === 'boolean') return value ? 'on' : '';
  if (Array.isArray(value)) return value.join('\n');
  return String(value);
}

function valueRead(property: JsonSchema, text: string, currency: CurrencyCode): unknown {
  const types = typesOf(property);
  const title = titleOf(property, 'the value');
  if (types.includes('boolean')) return text === 'on';
  if (types.includes('array')) {
    const items = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
    return property.items && isNumeric(property.items) ? items.map((item) => numberOf(item, title)) : items;
  }
  if (property['x-widget'] === 'secret') return text === '' ? undefined : text;
  const trimmed = text.trim();
  if (isFile(property)) return trimmed === '' ? undefined : fileOf(trimmed, title);
  if (trimmed === '') return types.includes('null') ? null : undefined;
  if (property['x-widget'] === 'amount') return parseAmount(trimmed, currency, title);
  if (isNumeric(property)) return numberOf(trimmed, title);
  return trimmed;
}

function fileOf(text: string, title: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new TaplineError('FORM_NOT_A_FILE', 'invalid', `${title} is not a file`);
  }
}

function isNumeric(property: JsonSchema): boolean {
  return typesOf(property).some((type) => type === 'integer' || type === 'number');
}

function numberOf(text: string, title: string): number {
  const number = Number(text.replace(',', '.'));
  if (!Number.isFinite(number)) throw new TaplineError('FORM_NOT_A_NUMBER', 'invalid', `${title} "${text}" is not a number`);
  return number;
}
