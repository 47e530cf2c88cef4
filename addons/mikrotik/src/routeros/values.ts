const UNIT_SECONDS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** `1w2d3h4m5s`, and `1w2d03:04:05` as some versions write it. */
export function secondsOf(text: string): number {
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([wdhms])(?!s)/g)) seconds += Number(count) * (UNIT_SECONDS[unit ?? ''] ?? 0);
  const clock = /(\d+):(\d{2}):(\d{2})/.exec(text);
  if (clock) seconds += Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  return seconds;
}

/** RouterOS says `true` and `yes` for the same, by version and menu. */
export const isYes = (text: string | undefined): boolean => text === 'true' || text === 'yes';

/** `10.0.0.5/32` and `10.0.0.5` are one address. */
export const bareAddress = (text: string): string => text.replace(/\/32$/, '');

/** What stands before and behind the slash of a pair like `max-limit` and `bytes`: upload first, as the manual has it for queues on customers. */
export function pairOf(text: string | undefined): readonly [upload: bigint, download: bigint] {
  const [upload = '', download = ''] = (text ?? '').split('/');
  return [wholeOf(upload), wholeOf(download)];
}

function wholeOf(text: string): bigint {
  return /^\d+$/.test(text) ? BigInt(text) : 0n;
}
