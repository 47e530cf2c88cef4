import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { JsonSchema, UploadedFile } from '@tapline/sdk';
import type { CliContext } from './cli-context.js';
import { UsageError } from './usage-error.js';

/** What was typed for the settings of an add-on or billing type, as the types of their schema; amounts are typed as decimals. */
export async function settingValues(
  context: CliContext,
  schema: JsonSchema,
  pairs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(pairs)) values[name] = await settingValue(context, schema.properties?.[name], { name, text });
  return values;
}

async function settingValue(
  context: CliContext,
  schema: JsonSchema | undefined,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<unknown> {
  if (schema?.['x-widget'] === 'file') return await uploadedFile(text, name);
  // A name that the schema does not know is for the server to refuse, in its own words.
  if (schema === undefined || schema.type === 'string' || schema.type === undefined) return text;
  if (schema['x-widget'] === 'amount') return context.amount(text, name);
  if (schema.type === 'boolean' && ['yes', 'true', 'on'].includes(text)) return true;
  if (schema.type === 'boolean' && ['no', 'false', 'off'].includes(text)) return false;
  if (schema.type === 'array') return listOf(schema, text, name);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError(`${name} "${text}" is not ${schema.type === 'boolean' ? 'yes or no' : `of the type ${schema.type}`}`, name);
  }
}

/** One item as it is, or all of them as JSON. */
function listOf({ items }: JsonSchema, text: string, name: string): unknown {
  const isJson = text.trimStart().startsWith('[');
  if (!isJson && (items === undefined || items.type === 'string')) return text === '' ? [] : [text];
  try {
    return JSON.parse(isJson ? text : `[${text}]`) as unknown;
  } catch {
    throw new UsageError(`${name} "${text}" is no list; write one item as it is, or several as JSON: '${name}=["one","two"]'`, name);
  }
}

/** A file of this machine by its path, with an `@` before it or without. */
async function uploadedFile(text: string, name: string): Promise<UploadedFile> {
  const path = text.replace(/^@/, '');
  try {
    return { name: basename(path), contentBase64: (await readFile(path)).toString('base64') };
  } catch {
    throw new UsageError(`${name}: ${path} cannot be read`, name);
  }
}
