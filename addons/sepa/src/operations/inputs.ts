import type { JsonSchema } from '@tapline/sdk';

export const CUSTOMER_SCHEMA: JsonSchema = {
  type: 'string',
  title: 'Customer',
  description: 'The number or the id.',
  minLength: 1,
  maxLength: 40,
};
export const PROFILE_CHOICE_SCHEMA: JsonSchema = {
  type: 'string',
  title: 'Bank profile',
  description: 'Its short name; the first one where it is left empty.',
  maxLength: 40,
  default: '',
};
export const MANDATE_CHOICE_SCHEMA: JsonSchema = {
  type: 'string',
  title: 'Mandate',
  description: 'Its reference or id.',
  minLength: 1,
  maxLength: 100,
};

/** The link to a form of this add-on, with what is known already. */
export function runLink(operation: string, query: Readonly<Record<string, string>> = {}): string {
  return `/addons/sepa/run/${operation}?${String(new URLSearchParams(query))}`;
}

export function pageLink(page: 'collections' | 'mandates' | 'bank-files' | 'queue', query: Readonly<Record<string, string>> = {}): string {
  const search = String(new URLSearchParams(query));
  return `/addons/sepa/${page}${search === '' ? '' : `?${search}`}`;
}
