import { type FormErrors, type FormTexts, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { FieldFold } from '../parts/field-fold.js';
import { SHAPING_INPUTS } from './shaping-form.js';

/** Burst, priority and guaranteed speeds of a plan, folded away where there are none. */
export function ShapingFields({ texts, errors }: { readonly texts: FormTexts; readonly errors: FormErrors }): JSX.Element {
  const field = (name: string) => ({ name: `shaping.${name}`, value: texts[`shaping.${name}`], error: errors[`shaping.${name}`] });
  const speed = { suffix: 'Mbit/s', inputMode: 'decimal', autocomplete: 'off' } as const;
  const isSet = SHAPING_INPUTS.some((name) => (texts[name] ?? '') !== '');
  return (
    <FieldFold
      title="Burst, priority, guaranteed speed"
      summary={summaryOf(texts)}
      isOpen={isSet || SHAPING_INPUTS.some((name) => errors[name])}
    >
      <div class="tl-field-row">
        <TextField {...field('burst.downloadBitsPerSecond')} {...speed} label="Burst download" hint="Faster than the plan, at the start." />
        <TextField {...field('burst.uploadBitsPerSecond')} {...speed} label="Burst upload" />
      </div>
      <div class="tl-field-row">
        <TextField
          {...field('burst.downloadThresholdBitsPerSecond')}
          {...speed}
          label="While the download is below"
          hint="On average; empty: the plan's."
        />
        <TextField {...field('burst.uploadThresholdBitsPerSecond')} {...speed} label="While the upload is below" />
        <TextField {...field('burst.seconds')} label="Average over" suffix="s" inputMode="numeric" placeholder="16" />
      </div>
      <div class="tl-field-row">
        <TextField {...field('minimum.downloadBitsPerSecond')} {...speed} label="Guaranteed download" hint="However full the link is." />
        <TextField {...field('minimum.uploadBitsPerSecond')} {...speed} label="Guaranteed upload" />
        <TextField {...field('priority')} label="Priority" inputMode="numeric" hint="1 first, 8 last." />
      </div>
    </FieldFold>
  );
}

function summaryOf(texts: FormTexts): string {
  const pair = (kind: string): string | undefined => {
    const download = texts[`shaping.${kind}.downloadBitsPerSecond`];
    return download ? `${download}/${texts[`shaping.${kind}.uploadBitsPerSecond`] ?? ''} Mbit/s` : undefined;
  };
  const parts = [
    pair('burst') && `burst ${pair('burst')}`,
    pair('minimum') && `at least ${pair('minimum')}`,
    texts['shaping.priority'] && `priority ${texts['shaping.priority']}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
