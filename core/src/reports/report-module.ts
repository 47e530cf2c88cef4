import { COMPANY } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { BILL_SERVICE } from '../billing/bills/bill-service.js';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { CONFIGURATION } from '../kernel/config/configuration.js';
import { blockedLinesReport } from './blocked-lines-report.js';
import { futureChargesReport } from './future-charges-report.js';
import { OPEN_INVOICES_REPORT } from './open-invoices-report.js';
import { paymentsReport } from './payments-report.js';
import { REPORT_SERVICE, ReportService } from './report-service.js';
import { REVENUE_REPORT } from './revenue-report.js';
import { unpaidTrafficReport } from './unpaid-traffic-report.js';

export function registerReports(container: DependencyContainer): void {
  container.register(REPORT_SERVICE, {
    useFactory: instanceCachingFactory((c) => {
      const company = c.resolve(COMPANY);
      const reports = [
        OPEN_INVOICES_REPORT,
        REVENUE_REPORT,
        paymentsReport(c.resolve(CONTRIBUTIONS)),
        futureChargesReport(c.resolve(BILL_SERVICE)),
        blockedLinesReport(company.timeZone),
        unpaidTrafficReport({ company, sessionHistoryDays: c.resolve(CONFIGURATION).radius.sessionHistoryDays }),
      ];
      return new ReportService(reports, company);
    }),
  });
}
