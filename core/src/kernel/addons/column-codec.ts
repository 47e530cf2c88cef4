import { type ColumnDefinition, type ColumnType, type ColumnValue, TaplineError } from '@tapline/sdk';

export type StoredValue = string | number | null;

/** What a database takes for a value of a declared column. Throws `ADDON_VALUE_INVALID`. */
export function toStored(column: string, definition: ColumnDefinition, value: unknown): StoredValue {
  if (value === null) {
    if (definition.isNullable) return null;
    throw valueInvalid(column, 'it may not be null');
  }
  if (definition.type === 'json') {
    if (value === undefined) throw valueInvalid(column, 'it is undefined');
    return JSON.stringify(value);
  }
  const expected = EXPECTED[definition.type];
  if (!expected.matches(value)) throw valueInvalid(column, `it must be ${expected.words}, and is ${describe(value)}`);
  return typeof value === 'boolean' ? Number(value) : (value as StoredValue);
}

/** The value that {@link toStored} was given; both databases' drivers have forms of their own for it. */
export function fromStored(definition: ColumnDefinition, stored: StoredValue | undefined): ColumnValue {
  if (stored === null || stored === undefined) return null;
  if (definition.type === 'json') return JSON.parse(String(stored)) as ColumnValue;
  if (definition.type === 'boolean') return Number(stored) === 1;
  return EXPECTED[definition.type] === integer ? Number(stored) : String(stored);
}

interface Expected {
  readonly words: string;
  readonly matches: (value: unknown) => boolean;
}

const KEY_LENGTH = 190;
const integer: Expected = { words: 'a whole number', matches: Number.isSafeInteger };
const matching = (pattern: RegExp, words: string): Expected => ({
  words,
  matches: (value) => typeof value === 'string' && pattern.test(value),
});

const EXPECTED: Readonly<Record<Exclude<ColumnType, 'json'>, Expected>> = {
  id: matching(/^[\x21-\x7e]{1,26}$/, 'an id'),
  key: { words: `text of up to ${KEY_LENGTH} characters`, matches: (value) => typeof value === 'string' && value.length <= KEY_LENGTH },
  text: { words: 'text', matches: (value) => typeof value === 'string' },
  date: matching(/^\d{4}-\d{2}-\d{2}$/, 'a day like 2026-05-31'),
  month: matching(/^\d{4}-\d{2}$/, 'a month like 2026-05'),
  instant: integer,
  amount: integer,
  integer,
  boolean: { words: 'true or false', matches: (value) => typeof value === 'boolean' },
};

function describe(value: unknown): string {
  if (typeof value === 'string') return 'other text';
  return typeof value === 'number' ? String(value) : typeof value;
}

function valueInvalid(column: string, what: string): TaplineError {
  return new TaplineError('ADDON_VALUE_INVALID', 'internal', `the value for the column ${column} is wrong: ${what}`, { field: column });
}
