import { type Column, Day, Icon, LinkButton, Money, Pagination, Table } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import type { Report, ReportColumn, ReportPage, ReportRow } from '../../../reports/report.js';
import { Page } from '../frame/page.js';
import { withQuery } from '../parts/hrefs.js';

export const REPORT_LIST_ID = 'report';
const TOGETHER = 'Together';

export interface ReportModel {
  readonly report: Report;
  readonly asked: { readonly from: string; readonly to: string };
  readonly found?: ReportPage & { readonly page: number; readonly pageSize: number };
  /** What is wrong with what was asked. */
  readonly problem?: string;
}

export function ReportListView({ reports }: { readonly reports: readonly Report[] }): JSX.Element {
  return (
    <Page title="Reports">
      <div class="tl-grid">
        {reports.map(({ id, title, description, icon }) => (
          <div key={id} class="tl-span-4">
            <a class="card card-link h-100" href={reportHref(id)}>
              <div class="card-body">
                <h2 class="card-title">
                  <Icon name={icon} /> {title}
                </h2>
                <p class="text-secondary m-0">{description}</p>
              </div>
            </a>
          </div>
        ))}
      </div>
    </Page>
  );
}

export function ReportView({ model }: { readonly model: ReportModel }): JSX.Element {
  const { report, asked, found, problem } = model;
  return (
    <Page
      title={report.title}
      parent={{ href: '/reports', title: 'Reports' }}
      subtitle={report.description}
      actions={
        found && (
          <LinkButton href={withQuery(`${reportHref(report.id)}.csv`, queryOf(report, asked))} icon="download">
            CSV
          </LinkButton>
        )
      }
    >
      <section class="card">
        {report.asks !== 'nothing' && <Asking model={model} />}
        {problem !== undefined && (
          <p class="card-body text-danger mb-0" role="alert">
            {problem}
          </p>
        )}
        {found && <ReportFindings model={model} />}
      </section>
    </Page>
  );
}

function Asking({ model: { report, asked } }: { readonly model: ReportModel }): JSX.Element {
  const isPeriod = report.asks === 'period';
  return (
    <form class="tl-filters" method="get" action={reportHref(report.id)}>
      {isPeriod && (
        <>
          <span>From</span>
          <input class="form-control w-auto" type="date" name="from" value={asked.from} aria-label="First day" required />
        </>
      )}
      <span>{isPeriod ? 'to' : report.dayWord}</span>
      <input class="form-control w-auto" type="date" name="to" value={asked.to} aria-label={isPeriod ? 'Last day' : 'Day'} required />
      <button type="submit" class="btn">
        Show
      </button>
    </form>
  );
}

export function ReportFindings({ model: { report, asked, found } }: { readonly model: ReportModel }): JSX.Element {
  const rows = found?.rows ?? [];
  const [first] = report.columns;
  const sums = found?.sums && rows.length > 0 && first ? [{ ...found.sums, [first.key]: TOGETHER }] : [];
  const isSum = (row: ReportRow): boolean => first !== undefined && row[first.key] === TOGETHER;
  const shown = [...rows, ...sums];
  return (
    <div id={REPORT_LIST_ID} class="tl-fading">
      <Table
        caption={report.title}
        columns={report.columns.map(toColumn)}
        rows={shown}
        rowKey={(row) => String(shown.indexOf(row))}
        rowClass={(row) => (isSum(row) ? 'fw-bold' : undefined)}
        empty={{ icon: report.icon, title: 'Nothing to show', children: 'There is nothing of this kind in that time.' }}
      />
      {found?.note !== undefined && <p class="card-body text-secondary mb-0">{found.note}</p>}
      {found && found.total > found.pageSize && (
        <div class="card-footer">
          <Pagination
            page={found.page}
            pageSize={found.pageSize}
            total={found.total}
            noun="rows"
            href={(page) => withQuery(reportHref(report.id), { ...queryOf(report, asked), page: page === 1 ? undefined : page })}
            target={`#${REPORT_LIST_ID}`}
          />
        </div>
      )}
    </div>
  );
}

function toColumn(column: ReportColumn, index: number): Column<ReportRow> {
  const isNumber = column.kind === 'amount' || column.kind === 'count';
  return {
    title: column.title,
    cell: (row) => cellOf(column, row),
    ...(isNumber ? { align: 'end' } : {}),
    ...(index === 0 ? { role: 'primary' } : {}),
  };
}

function cellOf({ key, kind }: ReportColumn, row: ReportRow): ComponentChildren {
  const value = row[key];
  // A sum's row has sums only.
  if (value === undefined) return null;
  if (value === null || value === '') return <span class="text-secondary">–</span>;
  if (kind === 'amount') return value === 0 ? <span class="text-secondary">–</span> : <Money amountMinor={Number(value)} />;
  if (kind === 'day') return <Day date={String(value)} />;
  return kind === 'customer' && row.customerId !== undefined ? <a href={`/customers/${row.customerId}`}>{value}</a> : value;
}

function reportHref(id: string): string {
  return `/reports/${id}`;
}

function queryOf({ asks }: Report, { from, to }: ReportModel['asked']): { readonly from?: string; readonly to?: string } {
  if (asks === 'nothing') return {};
  return asks === 'period' ? { from, to } : { to };
}
