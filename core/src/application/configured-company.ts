import { type Clock, type Company, formatAmount, localDateOf } from '@tapline/sdk';
import type { Configuration } from '../kernel/config/configuration.js';

export function configuredCompany(company: Configuration['company'], clock: Clock, publicUrl = ''): Company {
  return {
    ...company,
    publicUrl: publicUrl.replace(/\/$/, ''),
    today: () => localDateOf(clock.nowMs(), company.timeZone),
    format: (amountMinor) => formatAmount(amountMinor, company.currency, company.locale),
  };
}
