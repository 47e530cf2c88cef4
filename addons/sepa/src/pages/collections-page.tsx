import { type AdminPage, decimalAmount, type LocalDate, type Transaction } from '@tapline/sdk';
import { Alert, Badge, Card, type Column, Day, LinkButton, Money, Table, When } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { earliestCollection } from '../banking/collection-date.js';
import { formatIban } from '../banking/iban.js';
import { type CollectionItem, subjectOf } from '../collections/collection-item.js';
import { pageLink, runLink } from '../operations/inputs.js';
import type { BankProfile } from '../profiles/bank-profile.js';
import type { CollectionRun, RunFile } from '../runs/run.js';
import type { SepaParts } from '../sepa-parts.js';
import { PageLinks, pageNumber } from './page-links.js';
import { refundCards } from './refund-cards.js';
import { ITEM_STATES, RUN_STATES } from './state-words.js';

const MOST_RUNS = 50;
const ITEMS_PER_PAGE = 200;

const RUNS: readonly Column<CollectionRun>[] = [
  {
    title: 'Made',
    role: 'primary',
    cell: ({ id, createdAtMs }) => (
      <a href={pageLink('collections', { run: id })}>
        <When instantMs={createdAtMs} />
      </a>
    ),
  },
  { title: 'Collected on', cell: ({ choice }) => <Day date={choice.collectOn} /> },
  { title: 'Collections', align: 'end', cell: ({ items }) => String(items) },
  { title: 'Sum', align: 'end', cell: ({ sumMinor }) => <Money amountMinor={sumMinor} /> },
  { title: 'Bank profile', cell: ({ profileId }) => profileId },
  { title: 'State', cell: ({ state }) => <Badge tone={RUN_STATES[state].tone}>{RUN_STATES[state].title}</Badge> },
];

const PROFILES: readonly Column<BankProfile>[] = [
  { title: 'Profile', role: 'primary', cell: ({ id }) => id },
  {
    title: 'Creditor',
    cell: ({ name, creditorId }) => (
      <>
        {name} <span class="tl-sub">{creditorId}</span>
      </>
    ),
  },
  { title: 'Account', cell: ({ iban }) => <span class="tl-number">{formatIban(iban)}</span> },
  { title: 'Message', cell: ({ version }) => version },
  {
    title: 'Change',
    role: 'actions',
    cell: (profile) => (
      <LinkButton isSmall icon="edit" href={runLink('profile', profileTexts(profile))}>
        Change
      </LinkButton>
    ),
  },
];

const FILES: readonly Column<RunFile>[] = [
  {
    title: 'File',
    role: 'primary',
    cell: ({ name, messageId }) => (
      <>
        {name}
        <br />
        <span class="tl-sub">{messageId}</span>
      </>
    ),
  },
  { title: 'Collections', align: 'end', cell: ({ items }) => String(items) },
  { title: 'Sum', align: 'end', cell: ({ sumMinor }) => <Money amountMinor={sumMinor} /> },
  {
    title: 'Download',
    role: 'actions',
    cell: ({ id, sha256 }) =>
      sha256 !== null && (
        <LinkButton isSmall icon="download" href={`/addons/sepa/files/file/${id}`}>
          Download
        </LinkButton>
      ),
  },
];

const ITEMS: readonly Column<CollectionItem>[] = [
  {
    title: 'Account holder',
    role: 'primary',
    cell: ({ customerId, details }) => <a href={`/customers/${customerId}`}>{details.debtorName}</a>,
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
  { title: 'For', cell: ({ details }) => subjectOf(details) },
  {
    title: 'Mandate',
    cell: ({ mandateId, mandateReference, details }) => (
      <>
        <a href={pageLink('mandates', { mandate: mandateId })}>{mandateReference}</a>{' '}
        <span class="tl-sub">{`${details.scheme} ${details.sequence}`}</span>
      </>
    ),
  },
  {
    title: 'State',
    cell: ({ state, reasonCode, reason }) => (
      <>
        <Badge tone={ITEM_STATES[state].tone}>{ITEM_STATES[state].title}</Badge>{' '}
        <span class="tl-sub">{[reasonCode, reason].filter(Boolean).join(' ')}</span>
      </>
    ),
  },
  {
    title: 'Change',
    role: 'actions',
    cell: ({ endToEndId, state }) =>
      state !== 'cancelled' && (
        <LinkButton isSmall icon="note" href={runLink('note-outcome', { item: endToEndId })}>
          Note
        </LinkButton>
      ),
  },
];

/** Collection runs and bank profiles; with `?run=` one run. */
export function collectionsPage(parts: SepaParts): AdminPage {
  return {
    path: 'collections',
    title: 'Direct debits',
    icon: 'building-bank',
    render: async ({ tx, query }) => {
      if (query.run !== undefined) {
        const run = await parts.runStore.get(tx, query.run);
        const files = await parts.runStore.filesOf(tx, run.id);
        const page = pageNumber(query.page);
        const offset = (page - 1) * ITEMS_PER_PAGE;
        const items = await parts.items.ofRun(tx, run.id, { limit: ITEMS_PER_PAGE, offset });
        const isLate = run.state === 'ready' && run.choice.collectOn < (await earliestDay(tx, parts, run.profileId));
        return <OneRun run={run} files={files} items={items} page={page} isLate={isLate} />;
      }
      const runs = await parts.runStore.newest(tx, MOST_RUNS);
      return <AllRuns runs={runs} profiles={await parts.profiles.all(tx)} refunds={await refundCards(tx, parts)} />;
    },
  };
}

/** The first day on which the bank could collect what it is given now. */
async function earliestDay(tx: Transaction, { profiles, clock, company }: SepaParts, profileId: string): Promise<LocalDate> {
  return earliestCollection(clock.nowMs(), { ...(await profiles.get(tx, profileId)), timeZone: company.timeZone });
}

function AllRuns({
  runs,
  profiles,
  refunds,
}: {
  readonly runs: readonly CollectionRun[];
  readonly profiles: readonly BankProfile[];
  readonly refunds: VNode | undefined;
}): VNode {
  return (
    <div class="tl-stack">
      {profiles.length > 0 && (
        <div class="tl-buttons">
          <LinkButton isPrimary icon="search" href={runLink('preview')}>
            Preview a collection
          </LinkButton>
          <LinkButton icon="list" href={pageLink('mandates')}>
            Mandates
          </LinkButton>
        </div>
      )}
      <Card title="Collections" isFlush>
        <Table
          caption="Collections, newest first"
          columns={RUNS}
          rows={runs}
          rowKey={({ id }) => id}
          empty={{ icon: 'cash', title: 'Nothing was collected yet', children: 'A preview says what is due, and who has a mandate.' }}
        />
      </Card>
      {refunds}
      <Card
        title="Bank profiles"
        isFlush
        actions={
          <LinkButton isSmall icon="plus" href={runLink('profile')}>
            Enter a profile
          </LinkButton>
        }
      >
        <Table
          caption="Bank profiles"
          columns={PROFILES}
          rows={profiles}
          rowKey={({ id }) => id}
          empty={{ icon: 'settings', title: 'No bank profile yet', children: 'Enter your account and your creditor identifier first.' }}
        />
      </Card>
    </div>
  );
}

function OneRun({
  run,
  files,
  items,
  page,
  isLate,
}: {
  readonly run: CollectionRun;
  readonly files: readonly RunFile[];
  readonly items: readonly CollectionItem[];
  readonly page: number;
  readonly isLate: boolean;
}): VNode {
  const { id, state, choice, sumMinor, by, createdAtMs } = run;
  return (
    <div class="tl-stack">
      {isLate && (
        <Alert tone="warning" title="It is too late for this day">
          The bank can no longer collect on <Day date={choice.collectOn} />: cancel this run and make it anew, unless the bank has its files
          already.
        </Alert>
      )}
      <Card
        title="Collection"
        actions={
          state === 'ready' ? (
            <div class="tl-buttons">
              <LinkButton isSmall isPrimary icon="check" href={runLink('sent', { run: id })}>
                Mark as sent
              </LinkButton>
              <LinkButton isSmall icon="x" href={runLink('cancel', { run: id })}>
                Cancel
              </LinkButton>
            </div>
          ) : undefined
        }
      >
        <p>
          <Badge tone={RUN_STATES[state].tone}>{RUN_STATES[state].title}</Badge> {run.items} collections, <Money amountMinor={sumMinor} />,
          on <Day date={choice.collectOn} />.
        </p>
        <p class="tl-sub">
          Made by {by}, <When instantMs={createdAtMs} />,{' '}
          {choice.subject === 'balances' ? (
            'of what customers owed'
          ) : (
            <>
              of what was due until <Day date={choice.dueUntil} />
            </>
          )}
          . {run.creditor.name}, {formatIban(run.creditor.iban)}.
        </p>
      </Card>
      <Card title="Files" isFlush>
        <Table
          caption="Files for the bank"
          columns={FILES}
          rows={state === 'cancelled' ? [] : files}
          rowKey={({ id: fileId }) => fileId}
          empty={{ icon: 'download', title: 'There is no file to give to the bank' }}
        />
      </Card>
      <Card title="Collections" isFlush>
        <Table
          caption="Collections of this run"
          columns={ITEMS}
          rows={items}
          rowKey={({ id: itemId }) => itemId}
          empty={{ icon: 'cash', title: 'Nothing is taken up yet' }}
        />
      </Card>
      <PageLinks page={page} isLast={page * ITEMS_PER_PAGE >= run.items} link={(to) => pageLink('collections', { run: id, page: to })} />
    </div>
  );
}

/** As they stand in the form. */
function profileTexts(profile: BankProfile): Readonly<Record<string, string>> {
  const { returnChargeMinor, ...values } = profile;
  const texts = Object.entries(values)
    .filter(([key]) => key !== 'formerCreditorIds')
    .map(([key, value]) => [key, typeof value === 'boolean' ? (value ? 'on' : '') : String(value ?? '')]);
  return { ...Object.fromEntries(texts), returnChargeMinor: decimalAmount(returnChargeMinor, 'EUR') };
}
