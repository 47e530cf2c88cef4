import type { CheckoutChoice, LocalDate } from '@tapline/sdk';
import { Alert, Day, LinkButton, Money } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { PAY_LINK_PATH } from '../../../payments/pay-links/pay-link-service.js';
import { PORTAL_HOME } from '../frame/portal-navigation.js';
import type { PortalProblem } from '../frame/portal-problem.js';
import { useWords } from '../language/words.js';
import { type BankTransfer, BankTransferDetails } from '../payment/bank-transfer.js';
import { PayButtons } from '../payment/pay-buttons.js';

export interface LinkedInvoiceProps {
  readonly number: string;
  readonly dueDate: LocalDate | null;
  readonly openMinor: number;
  readonly pendingMinor: number;
  /** It was given back whole by credit notes. */
  readonly isCredited: boolean;
  readonly choices: readonly CheckoutChoice[];
  readonly transfer: BankTransfer | undefined;
  readonly linkKey: string;
  /** For the form: sent twice, it pays once. */
  readonly once: string;
  readonly problem: PortalProblem | undefined;
}

/** One invoice, what is open of it, and the ways to pay it. */
export function LinkedInvoice(props: LinkedInvoiceProps): JSX.Element {
  const { number, dueDate, openMinor, pendingMinor, isCredited, choices, transfer, linkKey, once, problem } = props;
  const t = useWords();
  return (
    <>
      <h1>{t('link.title', { number })}</h1>
      {problem && <Alert tone={problem.isNotice ? 'warning' : 'bad'} title={problem.text} />}
      {openMinor > 0 ? (
        <>
          <div class="tp-figure">
            <Money amountMinor={openMinor} />
          </div>
          {dueDate !== null && (
            <p class="text-secondary">
              {t('documents.due')} <Day date={dueDate} />
            </p>
          )}
          <form method="post" action={PAY_LINK_PATH} class="tl-fields">
            <input type="hidden" name="key" value={linkKey} />
            <input type="hidden" name="once" value={once} />
            <PayButtons choices={choices} wholeMinor={openMinor} />
          </form>
          {choices.length === 0 && <p>{t('pay.none')}</p>}
          {transfer && (
            <div class="mt-4">
              <h2 class="h4">{t('transfer.title')}</h2>
              <BankTransferDetails transfer={transfer} />
            </div>
          )}
        </>
      ) : (
        <Alert
          tone={pendingMinor > 0 ? 'warning' : 'good'}
          title={t(pendingMinor > 0 ? 'link.pending' : isCredited ? 'link.credited' : 'link.paid')}
        />
      )}
      <p class="mt-3 mb-0">
        <a href={PORTAL_HOME}>{t('link.signIn')}</a>
      </p>
    </>
  );
}

/** For a link that was never made, or is too old. */
export function LinkGone(): JSX.Element {
  const t = useWords();
  return (
    <>
      <h1>{t('link.goneTitle')}</h1>
      <p>{t('link.gone')}</p>
      <LinkButton href={PORTAL_HOME} isPrimary>
        {t('link.signIn')}
      </LinkButton>
    </>
  );
}
