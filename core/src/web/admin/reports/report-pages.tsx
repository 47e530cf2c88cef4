import { TaplineError } from '@tapline/sdk';
import type { ReportPeriod } from '../../../reports/report.js';
import { sendFile } from '../../http/send-file.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { pageWithin } from '../parts/hrefs.js';
import { REPORT_LIST_ID, ReportFindings, ReportListView, type ReportModel, ReportView } from './report-view.js';

const PAGE_SIZE = 50;
const CSV_SUFFIX = '.csv';

export function addReportPages(routes: AdminRoutes): void {
  routes
    .get('/reports', ['customers.read'], (request) =>
      request.show('Reports', <ReportListView reports={request.services.reports.reports} />),
    )
    .get('/reports/:id', ['customers.read'], (request) =>
      request.parameter('id').endsWith(CSV_SUFFIX) ? download(request) : showReport(request),
    );
}

async function showReport(request: AdminRequest): Promise<void> {
  const { reports } = request.services;
  const report = reports.report(request.parameter('id'));
  const { from = '', to = '' } = request.query;
  let period: ReportPeriod;
  try {
    period = reports.period(report, { from, to });
  } catch (error) {
    if (!(error instanceof TaplineError) || error.kind !== 'invalid') throw error;
    const model: ReportModel = { report, asked: { from, to }, problem: error.message };
    request.show(report.title, <ReportView model={model} />, { status: 422 });
    return;
  }
  const model = await request.view(async (tx): Promise<ReportModel> => {
    const read = (page: number) => report.page(tx, period, { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE });
    const first = await read(request.page);
    const page = pageWithin(request.page, first.total, PAGE_SIZE);
    const found = page === request.page ? first : await read(page);
    return { report, asked: period, found: { ...found, page, pageSize: PAGE_SIZE } };
  });
  if (request.wantsOnly(REPORT_LIST_ID)) request.showFragment(<ReportFindings model={model} />);
  else request.show(report.title, <ReportView model={model} />);
}

async function download(request: AdminRequest): Promise<void> {
  const { reports } = request.services;
  const report = reports.report(request.parameter('id').slice(0, -CSV_SUFFIX.length));
  const period = reports.period(report, request.query);
  const content = Buffer.from(await request.view((tx) => reports.csv(tx, report, period)));
  sendFile(request.ctx, { filename: reports.filename(report, period), contentType: 'text/csv; charset=utf-8', content }, 'attachment');
}
