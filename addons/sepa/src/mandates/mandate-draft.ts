import { invalid, type LocalDate, parseLocalDate } from '@tapline/sdk';
import { parseBic } from '../banking/bic.js';
import { isOutsideEea, parseIban } from '../banking/iban.js';
import { isSepaReference } from '../banking/sepa-text.js';
import type { DebtorAddress, Mandate, MandateType, Scheme } from './mandate.js';

/** What is known of a mandate when it is entered. */
export interface MandateDraft {
  /** Made from the customer's number where it is empty. */
  readonly reference?: string | undefined;
  readonly creditorId: string;
  readonly scheme: Scheme;
  readonly type: MandateType;
  readonly debtorName: string;
  readonly iban: string;
  readonly bic?: string | undefined;
  readonly street?: string | undefined;
  readonly postCode?: string | undefined;
  readonly town?: string | undefined;
  readonly country?: string | undefined;
  readonly signedOn: LocalDate;
  readonly lastUsedOn?: LocalDate | undefined;
  readonly origin: Mandate['origin'];
}

type Checked = Pick<Mandate, 'iban' | 'bic' | 'address' | 'signedOn' | 'debtorName' | 'lastUsedOn'>;

/** Throws `SEPA_IBAN_INVALID`, `SEPA_BIC_INVALID`, `SEPA_MANDATE_INVALID`, each with the field. */
export function checkedDraft(draft: MandateDraft, today: LocalDate): Checked {
  const signedOn = parseLocalDate(draft.signedOn, 'signedOn');
  if (signedOn > today) throw mandateInvalid(`${signedOn} is yet to come; give the day of the signature`, 'signedOn');
  const lastUsedOn = draft.lastUsedOn ? parseLocalDate(draft.lastUsedOn, 'lastUsedOn') : null;
  if (lastUsedOn !== null && lastUsedOn < signedOn)
    throw mandateInvalid('nothing can have been collected before the signature', 'lastUsedOn');
  const debtorName = draft.debtorName.trim();
  if (debtorName === '') throw mandateInvalid('give the name of the account’s holder', 'debtorName');
  return { signedOn, lastUsedOn, debtorName, ...checkedAccount(draft) };
}

/** An account, with what banks want to know of it outside of the EEA. */
export function checkedAccount(
  draft: Pick<MandateDraft, 'iban' | 'bic' | 'street' | 'postCode' | 'town' | 'country'>,
): Pick<Mandate, 'iban' | 'bic' | 'address'> {
  const iban = parseIban(draft.iban);
  const bic = parseBic(draft.bic);
  const address = addressOf(draft);
  if (isOutsideEea(iban)) {
    if (bic === null) throw mandateInvalid(`accounts of ${iban.slice(0, 2)} need a BIC`, 'bic');
    if (address === null) throw mandateInvalid(`accounts of ${iban.slice(0, 2)} need the holder’s address`, 'town');
  }
  return { iban, bic, address };
}

/** A reference as it can stand in files. Throws `SEPA_MANDATE_INVALID`. */
export function checkedReference(text: string): string {
  const reference = text.trim();
  if (isSepaReference(reference)) return reference;
  const rule = "at most 35 letters, digits and / - ? : ( ) . , ' +, no slash at an end and no two in a row";
  throw mandateInvalid(`the reference "${reference}" cannot stand in files: ${rule}`, 'reference');
}

function addressOf({
  street = '',
  postCode = '',
  town = '',
  country = '',
}: Partial<Record<keyof DebtorAddress, string | undefined>>): DebtorAddress | null {
  const parts = { street: street.trim(), postCode: postCode.trim(), town: town.trim(), country: country.trim().toUpperCase() };
  if (Object.values(parts).every((part) => part === '')) return null;
  if (parts.town === '') throw mandateInvalid('an address needs its town', 'town');
  if (!/^[A-Z]{2}$/.test(parts.country)) throw mandateInvalid('an address needs its country, in two letters', 'country');
  return parts;
}

function mandateInvalid(message: string, field: string): Error {
  return invalid('SEPA_MANDATE_INVALID', message, field);
}
