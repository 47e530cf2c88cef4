import type { Shaping } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';

const BITS_PER_MEGABIT = 1_000_000;
const DEFAULT_BURST_SECONDS = 16;

const SPEEDS = [
  'burst.downloadBitsPerSecond',
  'burst.uploadBitsPerSecond',
  'burst.downloadThresholdBitsPerSecond',
  'burst.uploadThresholdBitsPerSecond',
  'minimum.downloadBitsPerSecond',
  'minimum.uploadBitsPerSecond',
] as const;

export const SHAPING_INPUTS: readonly string[] = [...SPEEDS, 'burst.seconds', 'priority'].map((name) => `shaping.${name}`);

/** How a plan's shaping stands in the inputs: speeds in Mbit/s. */
export function shapingTexts({ burst, minimum, priority }: Shaping): FormTexts {
  const texts: Record<string, string> = {};
  for (const [name, bits] of Object.entries(burst ?? {}))
    texts[`shaping.burst.${name}`] = String(name === 'seconds' ? bits : bits / BITS_PER_MEGABIT);
  for (const [name, bits] of Object.entries(minimum ?? {})) texts[`shaping.minimum.${name}`] = String(bits / BITS_PER_MEGABIT);
  if (priority !== undefined) texts['shaping.priority'] = String(priority);
  return texts;
}

/** What was typed; `plan` has the speeds below which a burst is given unless told. Whether it is allowed the plan's rules say. */
export function readShaping(
  form: FormTexts,
  plan: { readonly downloadBitsPerSecond: number; readonly uploadBitsPerSecond: number },
): Shaping {
  const text = (name: string): string => (form[`shaping.${name}`] ?? '').trim();
  const bits = (name: (typeof SPEEDS)[number], otherwise = 0): number => {
    const typed = text(name);
    return typed === '' ? otherwise : Math.round(Number(typed.replace(',', '.')) * BITS_PER_MEGABIT);
  };
  const isAny = (...names: readonly string[]): boolean => names.some((name) => text(name) !== '');
  return {
    ...(isAny('burst.downloadBitsPerSecond', 'burst.uploadBitsPerSecond') && {
      burst: {
        downloadBitsPerSecond: bits('burst.downloadBitsPerSecond'),
        uploadBitsPerSecond: bits('burst.uploadBitsPerSecond'),
        downloadThresholdBitsPerSecond: bits('burst.downloadThresholdBitsPerSecond', plan.downloadBitsPerSecond),
        uploadThresholdBitsPerSecond: bits('burst.uploadThresholdBitsPerSecond', plan.uploadBitsPerSecond),
        seconds: text('burst.seconds') === '' ? DEFAULT_BURST_SECONDS : Number(text('burst.seconds')),
      },
    }),
    ...(isAny('minimum.downloadBitsPerSecond', 'minimum.uploadBitsPerSecond') && {
      minimum: {
        downloadBitsPerSecond: bits('minimum.downloadBitsPerSecond', plan.downloadBitsPerSecond),
        uploadBitsPerSecond: bits('minimum.uploadBitsPerSecond', plan.uploadBitsPerSecond),
      },
    }),
    ...(text('priority') === '' ? {} : { priority: Number(text('priority')) }),
  };
}
