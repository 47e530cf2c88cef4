import { addDays, type DailyUsage, type LocalDate } from '@tapline/sdk';
import { EmptyState, formatDay, formatOctets, Octets } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { barChartSvg } from './charts.js';

const WIDE = { width: 780, height: 250 } as const;
const NARROW = { width: 400, height: 240 } as const;
const DOWNLOAD_COLOUR = 'var(--tl-download)';
const UPLOAD_COLOUR = 'var(--tl-upload)';

/** A drawn chart: one SVG for wide screens and one for phones, so that letters keep their size and nothing scrolls. */
export interface TrafficDrawing {
  readonly wideSvg: string;
  readonly narrowSvg: string;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
  readonly summary: string;
  readonly words: TrafficWords;
}

/** What the chart says, where that is not English. */
export interface TrafficWords {
  readonly download: string;
  readonly upload: string;
  summary(values: { readonly from: string; readonly to: string; readonly download: string; readonly upload: string }): string;
}

const ENGLISH: TrafficWords = {
  download: 'Download',
  upload: 'Upload',
  summary: ({ from, to, download, upload }) => `Traffic a day from ${from} to ${to}: ${download} downloaded, ${upload} uploaded`,
};

export interface TrafficPeriod {
  readonly usage: readonly DailyUsage[];
  readonly lastDay: LocalDate;
  readonly days: number;
  readonly locale: string;
  readonly words?: TrafficWords;
}

/** Draws the traffic of the days that end with `lastDay`; `undefined` when there was none. */
export async function drawTraffic({ usage, lastDay, days, locale, words = ENGLISH }: TrafficPeriod): Promise<TrafficDrawing | undefined> {
  if (usage.length === 0) return undefined;
  const byDate = new Map(usage.map((day) => [day.date, day]));
  const dates = Array.from({ length: days }, (_, index) => addDays(lastDay, index - days + 1));
  const dayLabel = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const chart = {
    labels: dates.map((date) => dayLabel.format(Date.parse(`${date}T00:00:00Z`))),
    series: [
      { name: words.download, colour: DOWNLOAD_COLOUR, values: dates.map((date) => Number(byDate.get(date)?.downloadOctets ?? 0n)) },
      { name: words.upload, colour: UPLOAD_COLOUR, values: dates.map((date) => Number(byDate.get(date)?.uploadOctets ?? 0n)) },
    ],
    formatValue: (octets: number) => formatOctets(octets, locale),
  };
  const downloadOctets = usage.reduce((sum, day) => sum + day.downloadOctets, 0n);
  const uploadOctets = usage.reduce((sum, day) => sum + day.uploadOctets, 0n);
  return {
    wideSvg: await barChartSvg({ ...chart, size: WIDE }),
    narrowSvg: await barChartSvg({ ...chart, size: NARROW }),
    downloadOctets,
    uploadOctets,
    words,
    summary: words.summary({
      from: formatDay(dates[0] as LocalDate, locale),
      to: formatDay(lastDay, locale),
      download: formatOctets(downloadOctets, locale),
      upload: formatOctets(uploadOctets, locale),
    }),
  };
}

/** The chart with its totals; they are its legend. */
export function TrafficChart({ drawing, empty }: { readonly drawing: TrafficDrawing | undefined; readonly empty: string }): JSX.Element {
  if (!drawing) return <EmptyState icon="chart-bar" title={empty} />;
  return (
    <figure class="tl-chart">
      <figcaption class="tl-legend">
        <span>
          <i class="tl-swatch tl-download" />
          {drawing.words.download} <Octets octets={drawing.downloadOctets} />
        </span>
        <span>
          <i class="tl-swatch tl-upload" />
          {drawing.words.upload} <Octets octets={drawing.uploadOctets} />
        </span>
      </figcaption>
      <div role="img" aria-label={drawing.summary}>
        <div class="d-none d-md-block" dangerouslySetInnerHTML={{ __html: drawing.wideSvg }} />
        <div class="d-md-none" dangerouslySetInnerHTML={{ __html: drawing.narrowSvg }} />
      </div>
    </figure>
  );
}
