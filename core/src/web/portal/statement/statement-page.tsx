import { addDays, addMonths, type LocalDate, localMonthOf } from '@tapline/sdk';
import { type Column, Day, formatMonth, LinkButton, Money, Stat, Table, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type AccountLine, statementLines } from '../../../documents/statements/statement-lines.js';
import type { AccountStatement } from '../../../ledger/ledger-service.js';
import { methodTitles } from '../../../payments/method-titles.js';
import { withQuery } from '../../admin/parts/hrefs.js';
import { sendFile } from '../../http/send-file.js';
import { useMethodWords } from '../documents/method-words.js';
import { PortalPage } from '../frame/portal-page.js';
import { tryFor } from '../frame/portal-problem.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import type { Translate } from '../language/translate.js';
import { useWords } from '../language/words.js';
import { lineTitle } from './line-title.js';

const PATH = '/portal/statement';
const MONTHS_OFFERED = 3;

interface Period {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** The customer's account between two days; as PDF and CSV too. */
export function addStatementPages(routes: PortalRoutes): void {
  routes
    .get(PATH, show)
    .get(`${PATH}.pdf`, (request) => send(request, 'pdf'))
    .get(`${PATH}.csv`, (request) => send(request, 'csv'));
}

async function show(request: PortalRequest): Promise<void> {
  const { ledger, company, contributions } = request.services;
  const asked = periodOf(request);
  let statement: AccountStatement | undefined;
  const problem = await tryFor(request.t, async () => {
    statement = await request.view((tx) => ledger.accountStatement(tx, request.customer.id, asked));
  });
  request.show(
    request.t('statement.title'),
    <Statement asked={asked} today={company.today()} statement={statement} titles={methodTitles(contributions)} problem={problem?.text} />,
    { status: problem ? 422 : 200 },
  );
}

async function send(request: PortalRequest, kind: 'pdf' | 'csv'): Promise<void> {
  const file = await request.view((tx) => request.services.statementFiles[kind](tx, request.customer.id, periodOf(request)));
  sendFile(request.ctx, file, kind === 'csv' ? 'attachment' : 'inline');
}

/** This month and the two before, unless told. */
function periodOf({ query, services }: PortalRequest): Period {
  const today = services.company.today();
  return { from: query.from || `${localMonthOf(addMonths(today, -2))}-01`, to: query.to || today };
}

interface StatementProps {
  readonly asked: Period;
  readonly today: LocalDate;
  readonly statement: AccountStatement | undefined;
  /** How the ways to pay are called. */
  readonly titles: ReadonlyMap<string, string>;
  readonly problem: string | undefined;
}

function Statement({ asked, today, statement, titles, problem }: StatementProps): JSX.Element {
  const t = useWords();
  const file = (suffix: string): string => withQuery(`${PATH}.${suffix}`, { ...asked });
  return (
    <PortalPage
      title={t('statement.title')}
      parent={{ href: '/portal/documents', title: t('documents.title') }}
      actions={
        statement && (
          <>
            <LinkButton href={file('csv')} icon="download">
              CSV
            </LinkButton>
            <LinkButton href={file('pdf')} icon="download">
              PDF
            </LinkButton>
          </>
        )
      }
    >
      <section class="card">
        <form class="tl-filters border-0" method="get" action={PATH}>
          <input class="form-control w-auto" type="date" name="from" value={asked.from} aria-label={t('statement.from')} required />
          <input class="form-control w-auto" type="date" name="to" value={asked.to} aria-label={t('statement.to')} required />
          <button type="submit" class="btn">
            {t('statement.show')}
          </button>
          <Months asked={asked} today={today} />
        </form>
      </section>
      {problem !== undefined && (
        <p class="text-danger" role="alert">
          {problem}
        </p>
      )}
      {statement && <Account statement={statement} titles={titles} />}
    </PortalPage>
  );
}

function Months({ asked, today }: { readonly asked: Period; readonly today: LocalDate }): JSX.Element {
  const { locale } = useUiSettings();
  const months = Array.from({ length: MONTHS_OFFERED }, (_, back) => localMonthOf(addMonths(today, -back)));
  return (
    <nav class="tl-tabs">
      {months.map((month, back) => {
        const from = `${month}-01`;
        const to = back === 0 ? today : addDays(addMonths(from, 1), -1);
        return (
          <a
            key={month}
            href={withQuery(PATH, { from, to })}
            {...(asked.from === from && asked.to === to ? { 'aria-current': 'page' as const } : {})}
          >
            {formatMonth(month, locale)}
          </a>
        );
      })}
    </nav>
  );
}

function Account({ statement, titles }: { readonly statement: AccountStatement } & Pick<StatementProps, 'titles'>): JSX.Element {
  const t = useWords();
  const methodWords = useMethodWords(titles);
  const lines = statementLines(statement);
  return (
    <>
      <div class="tl-stats mb-0">
        <Stat
          label={t('statement.before')}
          value={<Money amountMinor={statement.openingMinor} />}
          detail={<Day date={statement.from} />}
          icon="wallet"
          tone="neutral"
        />
        <Stat
          label={t('statement.end')}
          value={<Money amountMinor={statement.closingMinor} />}
          detail={<Day date={statement.to} />}
          icon="wallet"
          tone={statement.closingMinor < 0 ? 'bad' : 'good'}
        />
      </div>
      <section class="card">
        <Table
          caption={t('statement.title')}
          columns={columns(t, methodWords)}
          rows={lines}
          rowKey={(line) => String(lines.indexOf(line))}
          empty={{ icon: 'calendar', title: t('statement.none') }}
        />
      </section>
    </>
  );
}

function columns(t: Translate, methodWords: (method: string) => string): readonly Column<AccountLine>[] {
  return [
    { title: t('statement.date'), isNarrow: true, cell: ({ date }) => <Day date={date} /> },
    { title: t('statement.what'), role: 'primary', cell: (line) => <span class="tl-name">{lineTitle(t, methodWords, line)}</span> },
    { title: t('statement.amount'), align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} isChange /> },
    { title: t('statement.balance'), align: 'end', cell: ({ balanceMinor }) => <Money amountMinor={balanceMinor} /> },
  ];
}
