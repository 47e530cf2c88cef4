import type { Report } from '../../../reports/report.js';
import { defineRoute, FileAnswer } from '../api-route.js';
import {
  array,
  day,
  freeObject,
  integer,
  list,
  nullable,
  object,
  oneOf,
  PAGE_PROPERTIES,
  type PageQuery,
  query,
  text,
} from '../api-schema.js';

const tag = 'Reports';
const CSV = 'text/csv; charset=utf-8';

interface PeriodQuery {
  readonly from?: string;
  readonly to?: string;
}

const PERIOD_PROPERTIES = {
  from: { ...day, description: 'The first day; only of reports that ask for a period.' },
  to: { ...day, description: 'The last day, or the day that it is for.' },
} as const;

const column = object({ key: text, title: text, kind: oneOf('text', 'customer', 'day', 'month', 'count', 'amount') });

const presentReport = ({ id, title, description, asks, columns }: Report) => ({ id, title, description, asks, columns });

export const REPORT_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/reports',
    tag,
    summary: 'The reports there are, with their columns.',
    permission: 'customers.read',
    response: list(object({ id: text, title: text, description: text, asks: oneOf('period', 'day', 'nothing'), columns: array(column) })),
    handle: ({ parts }) => Promise.resolve({ items: parts.reports.reports.map(presentReport) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/reports/{report}',
    tag,
    summary:
      'A page of a report; amounts in minor units, sums of all rows where they are known. `note` says what of that time is not known any more.',
    permission: 'customers.read',
    query: query<PageQuery & PeriodQuery>({ ...PAGE_PROPERTIES, ...PERIOD_PROPERTIES }),
    response: object({
      from: day,
      to: day,
      items: array(freeObject),
      sums: nullable(freeObject),
      note: nullable(text),
      total: integer,
      page: integer,
      pageSize: integer,
    }),
    handle: ({ parts, view, parameters, query: { page, pageSize, ...asked } }) =>
      view(async (tx) => {
        const report = parts.reports.report(parameters.report);
        const period = parts.reports.period(report, asked);
        const found = await report.page(tx, period, { limit: pageSize, offset: (page - 1) * pageSize });
        return { ...period, items: found.rows, sums: found.sums ?? null, note: found.note ?? null, total: found.total, page, pageSize };
      }),
  }),
  defineRoute({
    method: 'GET',
    path: '/reports/{report}/csv',
    tag,
    summary: 'A whole report for spreadsheets: amounts as decimals, words that no spreadsheet takes for a formula.',
    permission: 'customers.read',
    query: query<PeriodQuery>(PERIOD_PROPERTIES),
    file: CSV,
    handle: ({ parts, view, parameters, query: asked }) =>
      view(async (tx) => {
        const report = parts.reports.report(parameters.report);
        const period = parts.reports.period(report, asked);
        const content = Buffer.from(await parts.reports.csv(tx, report, period));
        return new FileAnswer({ filename: parts.reports.filename(report, period), contentType: CSV, content });
      }),
  }),
];
