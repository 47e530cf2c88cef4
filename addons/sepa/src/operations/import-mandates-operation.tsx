import { fileSchema, type Operation, octetsOfFile, type UploadedFile } from '@tapline/sdk';
import { Alert, Card, LinkButton, Table } from '@tapline/sdk/ui';
import { csvText } from '../mandates/import/csv-text.js';
import type { MandateImportAnswer } from '../mandates/import/mandate-import.js';
import { MandateImport } from '../mandates/import/mandate-import.js';
import type { SepaParts } from '../sepa-parts.js';
import { PROFILE_CHOICE_SCHEMA, pageLink } from './inputs.js';

interface ImportInput {
  readonly file: UploadedFile;
  readonly isCheckOnly: boolean;
  readonly profile: string;
}

/** Takes mandates over from another system. */
export function importMandatesOperation(parts: SepaParts): Operation<ImportInput, MandateImportAnswer> {
  const mandateImport = new MandateImport(parts);
  return {
    id: 'import-mandates',
    title: 'Import mandates',
    description: 'Takes mandates over from another system: all of a CSV file, or nothing where a line is wrong.',
    icon: 'upload',
    permission: 'customers.write',
    isReadOnly: false,
    input: {
      type: 'object',
      properties: {
        file: fileSchema({
          title: 'CSV file',
          description:
            'Columns: customer (number), reference, iban, name, signed; and, where you have them, type, scheme, lastused, bic, street, postcode, town, country.',
          accept: '.csv,.txt',
        }),
        isCheckOnly: { type: 'boolean', title: 'Only check, keep nothing', default: false },
        profile: PROFILE_CHOICE_SCHEMA,
      },
      required: ['file'],
      additionalProperties: false,
    },
    run: async ({ tx, actor, input: { file, isCheckOnly, profile } }) => {
      const { creditorId } = await parts.profiles.get(tx, profile);
      return mandateImport.run(tx, csvText(octetsOfFile(file)), { creditorId, isCheckOnly, by: actor.name });
    },
    view: ({ isImported, mandates, known, problems }) => (
      <>
        <Alert tone={problems.length > 0 ? 'bad' : 'good'} title={titleOf(isImported, mandates, problems.length)}>
          {known > 0 && <>{known} are here already. </>}
          <LinkButton isSmall href={pageLink('mandates')}>
            To the mandates
          </LinkButton>
        </Alert>
        {problems.length > 0 && (
          <Card title="What is wrong" isFlush>
            <Table
              caption="Lines that are wrong"
              columns={[
                { title: 'Line', role: 'primary', cell: ({ line }) => String(line) },
                { title: 'What', cell: ({ problem }) => problem },
              ]}
              rows={problems}
              rowKey={({ line }) => String(line)}
              empty={{ title: 'Nothing' }}
            />
          </Card>
        )}
      </>
    ),
  };
}

function titleOf(isImported: boolean, mandates: number, problems: number): string {
  if (problems > 0) return 'Nothing is imported: mend the file and send it again';
  return isImported ? `${mandates} mandates are imported` : `${mandates} mandates can be imported`;
}
