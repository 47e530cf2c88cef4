import { addDays, addMonths, type Customer, type LocalDate, localMonthOf, TaplineError } from '@tapline/sdk';
import { type Column, Day, LinkButton, Money, Stat, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type AccountLine, statementLines } from '../../../documents/statements/statement-lines.js';
import type { AccountStatement } from '../../../ledger/ledger-service.js';
import { sendFile } from '../../http/send-file.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { asSentence } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { findCustomer } from '../parts/find-customer.js';
import { customerHref, withQuery } from '../parts/hrefs.js';

const PATH = '/customers/:key/statement';

interface Period {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

interface StatementModel {
  readonly customer: Customer;
  readonly asked: Period;
  readonly today: LocalDate;
  readonly statement: AccountStatement | { readonly problem: string };
}

/** A customer's account between two days, as the customer sees it; as PDF and CSV too. */
export function addCustomerStatementPage(routes: AdminRoutes): void {
  routes
    .get(PATH, ['customers.read'], show)
    .get(`${PATH}.pdf`, ['customers.read'], (request) => send(request, 'pdf'))
    .get(`${PATH}.csv`, ['customers.read'], (request) => send(request, 'csv'));
}

async function show(request: AdminRequest): Promise<void> {
  const { services } = request;
  const asked = periodOf(request);
  const model = await request.view(async (tx): Promise<StatementModel> => {
    const customer = await findCustomer(services, tx, request.parameter('key'));
    try {
      const statement = await services.ledger.accountStatement(tx, customer.id, asked);
      return { customer, asked, today: services.company.today(), statement };
    } catch (error) {
      if (!(error instanceof TaplineError) || error.kind !== 'invalid') throw error;
      return { customer, asked, today: services.company.today(), statement: { problem: asSentence(error.message) } };
    }
  });
  request.show(`Statement of ${model.customer.name}`, <StatementView model={model} />, 'problem' in model.statement ? { status: 422 } : {});
}

async function send(request: AdminRequest, kind: 'pdf' | 'csv'): Promise<void> {
  const { services } = request;
  const file = await request.view(async (tx) => {
    const { id } = await findCustomer(services, tx, request.parameter('key'));
    return services.statementFiles[kind](tx, id, periodOf(request));
  });
  sendFile(request.ctx, file, kind === 'csv' ? 'attachment' : 'inline');
}

/** This month and the two before, unless told. */
function periodOf({ query, services }: AdminRequest): Period {
  const today = services.company.today();
  return { from: query.from || `${localMonthOf(addMonths(today, -2))}-01`, to: query.to || today };
}

function StatementView({ model }: { readonly model: StatementModel }): JSX.Element {
  const { customer, asked, statement } = model;
  const base = `${customerHref(customer)}/statement`;
  const isSound = !('problem' in statement);
  return (
    <Page
      title="Statement"
      parent={{ href: customerHref(customer), title: customer.name }}
      actions={
        isSound && (
          <>
            <LinkButton href={withQuery(`${base}.csv`, { ...asked })} icon="download">
              CSV
            </LinkButton>
            <LinkButton href={withQuery(`${base}.pdf`, { ...asked })} icon="download">
              PDF
            </LinkButton>
          </>
        )
      }
    >
      <Periods model={model} />
      {isSound ? (
        <Account statement={statement} />
      ) : (
        <p class="text-danger" role="alert">
          {statement.problem}
        </p>
      )}
    </Page>
  );
}

function Periods({ model: { customer, asked, today } }: { readonly model: StatementModel }): JSX.Element {
  const action = `${customerHref(customer)}/statement`;
  const month = localMonthOf(today);
  const lastMonth = localMonthOf(addMonths(today, -1));
  const choices = [
    { title: 'This month', from: `${month}-01`, to: today },
    { title: 'Last month', from: `${lastMonth}-01`, to: addDays(`${month}-01`, -1) },
    { title: 'This year', from: `${today.slice(0, 4)}-01-01`, to: today },
  ];
  return (
    <section class="card mb-3">
      <form class="tl-filters border-0" method="get" action={action}>
        <span>From</span>
        <input class="form-control w-auto" type="date" name="from" value={asked.from} aria-label="First day" required />
        <span>to</span>
        <input class="form-control w-auto" type="date" name="to" value={asked.to} aria-label="Last day" required />
        <button type="submit" class="btn">
          Show
        </button>
        <nav class="tl-tabs" aria-label="Periods">
          {choices.map(({ title, from, to }) => (
            <a
              key={title}
              href={withQuery(action, { from, to })}
              {...(from === asked.from && to === asked.to ? { 'aria-current': 'page' as const } : {})}
            >
              {title}
            </a>
          ))}
        </nav>
      </form>
    </section>
  );
}

function Account({ statement }: { readonly statement: AccountStatement }): JSX.Element {
  const lines = statementLines(statement);
  return (
    <>
      <div class="tl-stats">
        <Stat
          label="Balance before"
          value={<Money amountMinor={statement.openingMinor} />}
          detail={<Day date={statement.from} />}
          icon="wallet"
          tone="neutral"
        />
        <Stat
          label="Balance at the end"
          value={<Money amountMinor={statement.closingMinor} />}
          detail={<Day date={statement.to} />}
          icon="wallet"
          tone={statement.closingMinor < 0 ? 'bad' : 'good'}
        />
      </div>
      <section class="card">
        <Table
          caption="Movements, the oldest first"
          columns={COLUMNS}
          rows={lines}
          rowKey={(line) => String(lines.indexOf(line))}
          empty={{ icon: 'calendar', title: 'Nothing was moved in that time' }}
        />
      </section>
    </>
  );
}

const COLUMNS: readonly Column<AccountLine>[] = [
  { title: 'Date', isNarrow: true, cell: ({ date }) => <Day date={date} /> },
  {
    title: 'What',
    role: 'primary',
    cell: ({ title, valueDate }) => (
      <>
        <span class="tl-name">{title}</span>
        {valueDate !== null && (
          <div class="tl-sub">
            of <Day date={valueDate} />, when that month was closed
          </div>
        )}
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} isChange /> },
  { title: 'Balance', align: 'end', cell: ({ balanceMinor }) => <Money amountMinor={balanceMinor} /> },
];
