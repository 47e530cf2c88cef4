import type { DocumentIssuer, IssuedDocument, Transaction } from '@tapline/sdk';
import { DescriptionList } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { printedReference } from '../../../documents/pdf/creditor-reference.js';
import type { PortalServices } from '../frame/portal-services.js';
import { useWords } from '../language/words.js';

/** Where a payer sends money by hand, and what to write to it so that it is found again. */
export interface BankTransfer {
  readonly payee: string;
  readonly iban: string;
  /** Empty where nobody has said. */
  readonly bic: string;
  /** Of the documents that are to be paid, the oldest first. */
  readonly references: readonly string[];
}

/** More do not fit into what a bank carries: 140 letters. */
const MOST_REFERENCES = 5;

/** `undefined` where the company has named no account. */
export async function bankTransferTo(
  { documentSettings }: Pick<PortalServices, 'documentSettings'>,
  tx: Transaction,
  documents: readonly Pick<IssuedDocument, 'number'>[],
): Promise<BankTransfer | undefined> {
  const { issuer } = await documentSettings.read(tx);
  if (issuer.iban === '') return undefined;
  const { name: payee, iban, bic } = issuer;
  return {
    payee,
    iban: grouped(iban),
    bic,
    references: documents.slice(0, MOST_REFERENCES).map(({ number }) => referenceOf(number, issuer)),
  };
}

/** How to pay from one's own bank. */
export function BankTransferDetails({ transfer: { payee, iban, bic, references } }: { readonly transfer: BankTransfer }): JSX.Element {
  const t = useWords();
  return (
    <>
      <p class="text-secondary">{t('transfer.text')}</p>
      <DescriptionList
        items={[
          { term: t('transfer.payee'), value: payee },
          { term: t('transfer.iban'), value: iban },
          ...(bic === '' ? [] : [{ term: t('transfer.bic'), value: bic }]),
          ...(references.length === 0 ? [] : [{ term: t('transfer.reference'), value: references.join(', ') }]),
        ]}
      />
    </>
  );
}

function referenceOf(number: string, issuer: DocumentIssuer): string {
  return printedReference({ number, issuer });
}

function grouped(iban: string): string {
  return iban.replaceAll(/\s/g, '').replaceAll(/(.{4})(?=.)/g, '$1 ');
}
