import { invalid, type PortalPage, type PortalSubmission, type PortalSubmitted, TaplineError } from '@tapline/sdk';
import { Alert, Card, CheckField, Day, SubmitButton, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { isOutsideEea, maskIban, parseIban } from '../banking/iban.js';
import type { Mandate } from '../mandates/mandate.js';
import type { BankProfile } from '../profiles/bank-profile.js';
import type { SepaParts } from '../sepa-parts.js';
import { LastCollections } from './last-collections.js';
import { inLanguage, PORTAL_WORDS } from './portal-words.js';

const MOST_SHOWN = 10;

/** Where customers give a mandate, change its account, and revoke it. */
export function mandatePage(parts: SepaParts): PortalPage {
  const { mandateStore, items, profiles } = parts;
  return {
    path: 'direct-debit',
    title: PORTAL_WORDS.title,
    icon: 'building-bank',
    render: async ({ tx, customer, language }) => {
      const [profile] = await profiles.all(tx);
      if (!profile) return <p>{inLanguage(PORTAL_WORDS.nothing, language)}</p>;
      const mandate = openOf(await mandateStore.ofCustomer(tx, customer.id));
      const collections = await items.ofCustomer(tx, customer.id, 20);
      const next = collections.findLast(({ state }) => state === 'collecting' || state === 'accepted');
      return (
        <div class="tl-stack">
          {mandate ? (
            <OwnMandate mandate={mandate} nextOn={next?.collectionDate} language={language} />
          ) : (
            <GiveMandate profile={profile} language={language} name={customer.name} />
          )}
          <LastCollections collections={collections.slice(0, MOST_SHOWN)} language={language} />
        </div>
      );
    },
    submit: (submission) => take(parts, submission),
  };
}

async function take(
  { mandateStore, mandates, profiles, company }: SepaParts,
  { tx, customer, form, language }: PortalSubmission,
): Promise<PortalSubmitted> {
  const own = openOf(await mandateStore.ofCustomer(tx, customer.id));
  if (form.action === 'revoke') {
    if (own) await mandates.revoke(tx, own.id, 'revoked by the customer in the portal', customer.name);
    return { message: PORTAL_WORDS.revoked };
  }
  const iban = ibanOf(form.iban ?? '', language);
  if (own) {
    if (own.iban === iban && own.state === 'blocked') {
      // Whether the bank's reason is settled says a person of the company.
      throw new TaplineError('SEPA_MANDATE_BLOCKED', 'refused', inLanguage(PORTAL_WORDS.sameAccount, language), { field: 'iban' });
    }
    // The same form twice, or an account that is right already, changes nothing.
    if (own.iban !== iban) await mandates.changeAccount(tx, own.id, { iban }, customer.name);
    return { message: PORTAL_WORDS.changed };
  }
  if (form.isAgreed !== 'on') throw invalid('SEPA_MANDATE_INVALID', inLanguage(PORTAL_WORDS.notAgreed, language), 'isAgreed');
  const { creditorId } = await profiles.get(tx, '');
  const debtorName = (form.holder ?? '').slice(0, 140) || customer.name;
  const draft = { creditorId, debtorName, iban, scheme: 'CORE', type: 'recurrent', signedOn: company.today(), origin: 'portal' } as const;
  await mandates.create(tx, customer.id, draft, customer.name);
  return { message: PORTAL_WORDS.given };
}

/** In the customer's words; accounts outside of the EEA need what the form does not ask for. */
function ibanOf(text: string, language: string): string {
  try {
    const iban = parseIban(text);
    if (!isOutsideEea(iban)) return iban;
  } catch (error) {
    if (!(error instanceof TaplineError)) throw error;
  }
  throw invalid('SEPA_IBAN_INVALID', inLanguage(PORTAL_WORDS.wrongIban, language), 'iban');
}

function openOf(mandates: readonly Mandate[]): Mandate | undefined {
  return mandates.find(({ state, type }) => (state === 'active' || state === 'blocked') && type === 'recurrent');
}

function GiveMandate({
  profile,
  language,
  name,
}: {
  readonly profile: BankProfile;
  readonly language: string;
  readonly name: string;
}): JSX.Element {
  const say = (words: Parameters<typeof inLanguage>[0]): string => inLanguage(words, language);
  const consent = say(PORTAL_WORDS.consent)
    .replace('{creditor}', profile.name)
    .replace('{creditorId}', profile.creditorId)
    .replace('{days}', String(profile.noticeDays));
  return (
    <Card title={say(PORTAL_WORDS.give)}>
      <form method="post" class="tl-fields">
        <TextField name="holder" label={say(PORTAL_WORDS.holder)} value={name} isRequired maxLength={140} autocomplete="name" />
        <TextField
          name="iban"
          label={say(PORTAL_WORDS.iban)}
          isRequired
          maxLength={50}
          autocomplete="off"
          placeholder="DE89 3704 0044 0532 0130 00"
        />
        <p class="tl-sub">{consent}</p>
        <CheckField name="isAgreed" label={say(PORTAL_WORDS.agree)} isChecked={false} />
        <div class="tl-buttons">
          <SubmitButton icon="check" name="action" value="give">
            {say(PORTAL_WORDS.send)}
          </SubmitButton>
        </div>
      </form>
    </Card>
  );
}

function OwnMandate({
  mandate,
  nextOn,
  language,
}: {
  readonly mandate: Mandate;
  readonly nextOn: string | undefined;
  readonly language: string;
}): JSX.Element {
  const say = (words: Parameters<typeof inLanguage>[0]): string => inLanguage(words, language);
  return (
    <div class="tl-stack">
      {mandate.state === 'blocked' && <Alert tone="warning" title={say(PORTAL_WORDS.blocked)} />}
      <Card title={say(PORTAL_WORDS.title)}>
        <p>{say(PORTAL_WORDS.intro)}</p>
        <p>
          <strong class="tl-number">{maskIban(mandate.iban)}</strong>
        </p>
        <p class="tl-sub">
          {`${say(PORTAL_WORDS.reference)} ${mandate.reference}`}
          {nextOn !== undefined && (
            <>
              {' · '}
              {say(PORTAL_WORDS.next)} <Day date={nextOn} />
            </>
          )}
        </p>
        <details>
          <summary>{say(PORTAL_WORDS.revoke)}</summary>
          <form method="post" class="tl-stack">
            <p class="tl-sub">{say(PORTAL_WORDS.sure)}</p>
            <div class="tl-buttons">
              <SubmitButton look="plain" icon="x" name="action" value="revoke">
                {say(PORTAL_WORDS.revoke)}
              </SubmitButton>
            </div>
          </form>
        </details>
      </Card>
      <Card title={say(PORTAL_WORDS.change)}>
        <form method="post" class="tl-fields">
          <TextField name="iban" label={say(PORTAL_WORDS.iban)} isRequired maxLength={50} autocomplete="off" />
          <div class="tl-buttons">
            <SubmitButton icon="check" name="action" value="change">
              {say(PORTAL_WORDS.change)}
            </SubmitButton>
          </div>
        </form>
      </Card>
    </div>
  );
}
