import type { BankFileContent } from '@tapline/sdk';
import type { BankProfile } from '../profiles/bank-profile.js';

/**
 * The accounts of statements that no profile has; none where there are no profiles to compare with. Statements that name no account are warned of where
 * they are read; an account in the bank's own way is compared with the end of the IBAN.
 */
export function otherAccounts(contents: readonly BankFileContent[], profiles: readonly BankProfile[]): readonly string[] {
  if (profiles.length === 0) return [];
  const accounts = contents.flatMap(({ statements }) => statements.flatMap(({ account }) => account.iban ?? account.other ?? []));
  return [...new Set(accounts.map(plain))].filter((account) => account !== '' && !profiles.some(({ iban }) => iban.endsWith(account)));
}

function plain(account: string): string {
  return account.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
}
