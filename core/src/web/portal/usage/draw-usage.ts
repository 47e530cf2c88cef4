import type { DailyUsage, LocalDate } from '@tapline/sdk';
import { drawTraffic, type TrafficDrawing } from '../../ui/traffic-chart.js';
import type { PortalRequest } from '../frame/portal-request.js';

/** The chart of the days that end today, in the page's language. */
export function drawUsage(
  { t, uiSettings }: PortalRequest,
  { usage, today, days }: { readonly usage: readonly DailyUsage[]; readonly today: LocalDate; readonly days: number },
): Promise<TrafficDrawing | undefined> {
  const words = {
    download: t('usage.download'),
    upload: t('usage.upload'),
    summary: (values: Parameters<typeof t>[1]) => t('usage.summary', values),
  };
  return drawTraffic({ usage, lastDay: today, days, locale: uiSettings.locale, words });
}
