import { invalid } from '@tapline/sdk';

/** Reads a BIC (ISO 9362): 8 or 11 characters; `null` for none. Throws `SEPA_BIC_INVALID`. */
export function parseBic(text: string | null | undefined, field = 'bic'): string | null {
  const bic = (text ?? '').replaceAll(/\s/g, '').toUpperCase();
  if (bic === '') return null;
  if (/^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/.test(bic)) return bic;
  throw invalid(
    'SEPA_BIC_INVALID',
    `"${text}" is no BIC; it has 8 or 11 characters, like COBADEFFXXX. Leave it empty within the EEA`,
    field,
  );
}
