import { type Operation, refused } from '@tapline/sdk';
import { Alert, LinkButton } from '@tapline/sdk/ui';
import { formatIban } from '../banking/iban.js';
import { type BankProfile, checkedProfile, PROFILE_SCHEMA, type ProfileInput } from '../profiles/bank-profile.js';
import type { SepaParts } from '../sepa-parts.js';
import { pageLink } from './inputs.js';

/** Enters an account that money is collected on, or changes it. */
export function profileOperation({
  profiles,
  company,
  clock,
}: Pick<SepaParts, 'profiles' | 'company' | 'clock'>): Operation<ProfileInput, BankProfile> {
  return {
    id: 'profile',
    title: 'SEPA bank profile',
    description:
      'Your account, your creditor identifier, and how your bank wants its files. The same short name again changes the profile.',
    icon: 'settings',
    permission: 'addons.manage',
    isReadOnly: false,
    input: PROFILE_SCHEMA,
    run: async ({ tx, input }) => {
      if (company.currency !== 'EUR')
        throw refused('SEPA_CURRENCY_FOREIGN', `SEPA moves euro only, and the books are in ${company.currency}`);
      const profile = checkedProfile(input, await profiles.find(tx, input.id));
      await profiles.put(tx, profile, clock.nowMs());
      return profile;
    },
    view: ({ id, iban, creditorId }) => (
      <Alert tone="good" title={`The bank profile ${id} is kept`}>
        {formatIban(iban)}, {creditorId}. <LinkButton href={pageLink('collections')}>To the collections</LinkButton>
      </Alert>
    ),
  };
}
