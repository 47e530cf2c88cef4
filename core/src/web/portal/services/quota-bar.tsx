import { formatAmount, type QuotaState } from '@tapline/sdk';
import { formatInstant, formatOctets, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { useWords } from '../language/words.js';

const LOW_SHARE = 0.2;

/** What is left of a line's data in this period. */
export function QuotaBar({ state }: { readonly state: QuotaState }): JSX.Element {
  const t = useWords();
  const { locale, timeZone, currency } = useUiSettings();
  const totalOctets = state.sources.reduce((sum, { octets }) => sum + octets, 0n);
  const share = totalOctets === 0n ? 0 : Number(state.leftOctets) / Number(totalOctets);
  const { overuse, overusedOctets } = state;
  const tone = state.isExhausted ? (overuse ? 'warning' : 'bad') : share < LOW_SHARE ? 'warning' : 'good';
  const until = formatInstant(state.period.untilMs, { locale, timeZone });
  return (
    <div class={`tl-tone-${tone}`}>
      <div class="tp-figure">{state.isExhausted ? t('home.dataGone') : formatOctets(state.leftOctets, locale)}</div>
      <div class="tl-bar">
        <i style={`width:${Math.round(share * 100)}%`} />
      </div>
      <div class="tl-sub mt-1">{t('home.dataOf', { total: formatOctets(totalOctets, locale), when: until })}</div>
      {overusedOctets > 0n && <div class="tl-sub">{t('home.dataOver', { over: formatOctets(overusedOctets, locale) })}</div>}
      {overuse && (
        <div class="tl-sub">
          {t('home.dataOverCosts', {
            unit: formatOctets(overuse.unitOctets, locale),
            price: formatAmount(overuse.priceMinor, currency, locale),
          })}
        </div>
      )}
    </div>
  );
}
