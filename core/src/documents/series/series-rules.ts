import { conflict, type DocumentKind, invalid, refused } from '@tapline/sdk';
import { checkNumberFormat } from './number-format.js';
import { canShareNumber } from './number-shape.js';
import type { NumberSeries } from './series-store.js';

/**
 * Whether a series may become what is wanted of it, beside all there are: so that no number is given twice and no kind of document is left
 * without a series. Throws `SERIES_FORMAT_WRONG`, `SERIES_FORMAT_TAKEN`, `SERIES_IN_USE`, `SERIES_DEFAULT_NEEDED`.
 */
export function checkSeries(wanted: NumberSeries, known: readonly NumberSeries[], hasIssued: boolean): void {
  const { code, kind, format, resets, isDefault } = wanted;
  const before = known.find((each) => each.code === code);
  checkNumberFormat(format, resets, before?.format);
  if (before && hasIssued && (before.kind !== kind || before.resets !== resets)) {
    throw conflict(
      'SERIES_IN_USE',
      `the series "${code}" has issued documents and keeps its kind and when it begins anew; add another series with a format of its own`,
      before.kind === kind ? 'resets' : 'kind',
    );
  }
  // One that keeps its format is not asked: it may be from before this rule, and the issue itself gives no number twice.
  const twin = before?.format === format ? undefined : known.find((each) => each.code !== code && canShareNumber(each.format, format));
  if (twin) {
    throw invalid(
      'SERIES_FORMAT_TAKEN',
      `the number format "${format}" can give the numbers of the series "${twin.code}" (${twin.format}); begin it with letters of its own`,
      'format',
    );
  }
  if (before?.isDefault && (!isDefault || before.kind !== kind)) throw defaultNeeded(before.kind, code);
}

function defaultNeeded(kind: DocumentKind, code: string): Error {
  return refused(
    'SERIES_DEFAULT_NEEDED',
    `"${code}" is the series that documents of the kind ${kind} take; have another one taken instead, and this one no longer is`,
  );
}
