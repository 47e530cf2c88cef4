import type { DocumentKind, LocalDate } from '@tapline/sdk';
import { Badge } from '@tapline/sdk/ui';
import type { JSX } from 'preact';

export const DOCUMENT_KINDS: Readonly<Record<DocumentKind, { readonly title: string; readonly plural: string }>> = {
  invoice: { title: 'Invoice', plural: 'Invoices' },
  proforma: { title: 'Pro-forma', plural: 'Pro-formas' },
  'credit-note': { title: 'Credit note', plural: 'Credit notes' },
  receipt: { title: 'Receipt', plural: 'Receipts' },
};

export interface DocumentStanding {
  readonly kind: DocumentKind;
  readonly totalMinor: number;
  readonly openMinor: number | null;
  readonly dueDate: LocalDate | null;
}

/** How a document stands: paid, open, overdue since when. */
export function DocumentBadge({ document, today }: { readonly document: DocumentStanding; readonly today: LocalDate }): JSX.Element {
  const { kind, totalMinor, openMinor, dueDate } = document;
  if (kind === 'proforma') return <Badge tone="info">Pro-forma</Badge>;
  if (kind === 'receipt') return <Badge>Receipt</Badge>;
  if (kind === 'credit-note') return openMinor ? <Badge tone="info">To be used</Badge> : <Badge>Used</Badge>;
  if (openMinor === null) return <Badge tone="good">Charged before</Badge>;
  if (openMinor === 0) return <Badge tone="good">Paid</Badge>;
  if (dueDate !== null && dueDate < today) {
    return (
      <Badge tone="bad" icon="alert-triangle" title={`due ${dueDate}`}>
        Overdue
      </Badge>
    );
  }
  return openMinor < totalMinor ? <Badge tone="warning">Partly paid</Badge> : <Badge tone="warning">Open</Badge>;
}
