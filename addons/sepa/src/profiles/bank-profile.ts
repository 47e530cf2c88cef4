import type { JsonSchema } from '@tapline/sdk';
import { parseBic } from '../banking/bic.js';
import { parseCreditorId } from '../banking/creditor-id.js';
import { parseIban } from '../banking/iban.js';
import { CHARACTER_SETS, type CharacterSet } from '../banking/sepa-text.js';
import { ADDRESS_STYLES, type AddressStyle, MESSAGE_VERSIONS, type MessageVersion } from '../exports/direct-debit-file.js';

/** An account that money is collected on, and how its bank wants files. */
export interface BankProfile {
  /** What admins call it; never changes. */
  readonly id: string;
  /** The creditor's, as debtors read it. */
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly creditorId: string;
  /** Those it had before: mandates under them are amended by themselves. */
  readonly formerCreditorIds: readonly string[];
  readonly version: MessageVersion;
  readonly addressStyle: AddressStyle;
  readonly characters: CharacterSet;
  /** Whether the bank insists on FRST for the first collection; else it is RCUR, as the rulebook allows since 2016. */
  readonly wantsFirst: boolean;
  readonly leadDays: number;
  readonly cutoffHour: number;
  readonly isBatchBooked: boolean;
  readonly maxItems: number;
  /** How many days before the collection customers are told; what was agreed with them, 14 by the rulebook. */
  readonly noticeDays: number;
  readonly sendsNotice: boolean;
  /** What a customer is charged for a collection that comes back; 0 for nothing. */
  readonly returnChargeMinor: number;
}

export type ProfileInput = Omit<BankProfile, 'formerCreditorIds'>;

export const PROFILE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    id: {
      type: 'string',
      title: 'Short name',
      description: 'Lower-case letters, digits and hyphens; the same name again changes the profile.',
      pattern: '^[a-z0-9][a-z0-9-]{0,39}$',
      examples: ['main-bank'],
    },
    name: { type: 'string', title: 'Creditor', description: 'As customers read it on their statements.', minLength: 1, maxLength: 70 },
    iban: { type: 'string', title: 'IBAN', minLength: 1, maxLength: 50 },
    bic: { type: 'string', title: 'BIC', description: 'Only where the bank asks for it.', maxLength: 20, default: '' },
    creditorId: {
      type: 'string',
      title: 'Creditor identifier',
      description: 'As your central bank has given it. A new one amends mandates by itself.',
      minLength: 1,
      maxLength: 45,
    },
    version: {
      type: 'string',
      title: 'Message version',
      enum: [...MESSAGE_VERSIONS],
      'x-enum-titles': ['pain.008.001.08, of 2019', 'pain.008.001.02, the old one'],
      default: 'pain.008.001.08',
    },
    addressStyle: {
      type: 'string',
      title: 'Addresses of customers',
      enum: [...ADDRESS_STYLES],
      'x-enum-titles': ['Only outside of the EEA', 'Structured', 'Town and country, the street as a line'],
      default: 'none',
    },
    characters: {
      type: 'string',
      title: 'Characters',
      enum: [...CHARACTER_SETS],
      'x-enum-titles': ['Of the rulebook: ä becomes ae', 'German letters too'],
      default: 'rulebook',
    },
    wantsFirst: { type: 'boolean', title: 'The bank wants FRST for first collections', default: false },
    leadDays: {
      type: 'integer',
      title: 'Working days ahead',
      description: 'Between the file and the collection; 1 by the rulebook.',
      minimum: 1,
      maximum: 14,
      default: 1,
    },
    cutoffHour: {
      type: 'integer',
      title: 'Closing hour',
      description: 'Files at this hour or later count for the next working day; 24 for never.',
      minimum: 1,
      maximum: 24,
      default: 14,
    },
    isBatchBooked: { type: 'boolean', title: 'Book a file’s collections as one amount', default: true },
    maxItems: { type: 'integer', title: 'Most collections in a file', minimum: 1, maximum: 100_000, default: 10_000 },
    noticeDays: {
      type: 'integer',
      title: 'Days of notice',
      description: 'From telling the customer to the collection: as agreed with customers, 14 where nothing was.',
      minimum: 0,
      maximum: 60,
      default: 14,
    },
    sendsNotice: {
      type: 'boolean',
      title: 'Tell customers before by a message',
      description:
        'Without it you tell them yourself, as many days before: day, amount, mandate and creditor identifier, which no invoice of ours says.',
      default: true,
    },
    returnChargeMinor: {
      type: 'integer',
      title: 'Fee for what comes back',
      'x-widget': 'amount',
      minimum: 0,
      maximum: 10_000_000,
      default: 0,
    },
  },
  required: ['id', 'name', 'iban', 'creditorId'],
  additionalProperties: false,
};

/** What was typed, checked and in the form in which it is kept. Throws `SEPA_IBAN_INVALID`, `SEPA_BIC_INVALID`, `SEPA_CREDITOR_ID_INVALID`. */
export function checkedProfile(
  input: Omit<ProfileInput, 'bic'> & { readonly bic?: string | null },
  known: BankProfile | undefined,
): BankProfile {
  const creditorId = parseCreditorId(input.creditorId);
  const before = known ? [...known.formerCreditorIds, known.creditorId] : [];
  return {
    ...input,
    iban: parseIban(input.iban),
    bic: parseBic(input.bic),
    creditorId,
    formerCreditorIds: [...new Set(before)].filter((id) => id !== creditorId),
  };
}
