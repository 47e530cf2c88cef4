import type { AdminPage } from '@tapline/sdk';
import { Badge, Card, type Column, Stat, Table, When } from '@tapline/sdk/ui';
import type { BankImport } from '../imports/import-line.js';
import { pageLink } from '../operations/inputs.js';
import type { SepaParts } from '../sepa-parts.js';
import { importAnswer } from './import-answer.js';
import { ImportView } from './import-view.js';
import { IMPORT_STATES } from './state-words.js';

const MOST_SHOWN = 100;

const COLUMNS: readonly Column<BankImport>[] = [
  {
    title: 'File',
    role: 'primary',
    cell: ({ id, fileName, formats }) => (
      <>
        <a href={pageLink('bank-files', { import: id })}>{fileName}</a>
        <div class="tl-sub">{formats.join(', ')}</div>
      </>
    ),
  },
  { title: 'Uploaded', cell: ({ atMs }) => <When instantMs={atMs} /> },
  { title: 'By', role: 'wide-only', cell: ({ byName }) => byName },
  { title: 'Lines', align: 'end', cell: ({ lineCount }) => String(lineCount) },
  { title: 'State', cell: ({ state }) => <Badge tone={IMPORT_STATES[state].tone}>{IMPORT_STATES[state].title}</Badge> },
];

/** What was imported, the newest first, and one import with its lines. */
export function bankFilesPage({ imports, importStore, waiting }: Pick<SepaParts, 'imports' | 'importStore' | 'waiting'>): AdminPage {
  return {
    path: 'bank-files',
    title: 'Bank files',
    icon: 'building-bank',
    render: async ({ tx, query }) => {
      if (query.import !== undefined) {
        const made = await imports.get(tx, query.import);
        return <ImportView answer={importAnswer(made, await importStore.lines(tx, made.id))} />;
      }
      const count = (await waiting.list(tx)).length;
      return (
        <>
          <div class="tl-stats">
            <Stat
              label="Waiting for a decision"
              value={String(count)}
              icon="clock"
              tone={count > 0 ? 'warning' : 'good'}
              href={pageLink('queue')}
            />
          </div>
          <Card title="Imports" isFlush>
            <Table
              caption="Imported bank files, the newest first"
              columns={COLUMNS}
              rows={await importStore.list(tx, MOST_SHOWN)}
              rowKey={({ id }) => id}
              empty={{
                icon: 'file',
                title: 'No bank file was imported yet',
                children: 'Fetch the statements of your account from the bank as XML (camt.053) and import them here.',
              }}
            />
          </Card>
        </>
      );
    },
  };
}
