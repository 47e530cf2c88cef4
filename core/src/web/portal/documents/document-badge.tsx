import type { LocalDate } from '@tapline/sdk';
import { Badge, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { DocumentSummary } from '../../../documents/document-store.js';
import type { WordKey } from '../language/dictionary.js';
import { useWords } from '../language/words.js';

/** How an invoice stands; nothing for what is never to be paid. */
export function PortalDocumentBadge({
  document: { kind, totalMinor, openMinor, dueDate },
  isCredited,
  today,
}: {
  readonly document: Pick<DocumentSummary, 'kind' | 'totalMinor' | 'openMinor' | 'dueDate'>;
  /** It was given back whole by credit notes. */
  readonly isCredited: boolean;
  readonly today: LocalDate;
}): JSX.Element | null {
  const t = useWords();
  if (kind !== 'invoice') return null;
  if (isCredited) return <Badge tone="neutral">{t('documents.state.credited')}</Badge>;
  const [tone, key] = standing(totalMinor, openMinor ?? 0, dueDate !== null && dueDate < today);
  return <Badge tone={tone}>{t(key)}</Badge>;
}

function standing(totalMinor: number, openMinor: number, isOverdue: boolean): readonly [Tone, WordKey] {
  if (openMinor === 0) return ['good', 'documents.state.paid'];
  if (isOverdue) return ['bad', 'documents.state.overdue'];
  return ['warning', openMinor < totalMinor ? 'documents.state.partly' : 'documents.state.open'];
}
