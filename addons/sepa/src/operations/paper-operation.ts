import { fileSchema, invalid, type Operation, octetsOfFile, type UploadedFile } from '@tapline/sdk';
import type { SepaParts } from '../sepa-parts.js';
import { MANDATE_CHOICE_SCHEMA } from './inputs.js';
import { type MandateAnswer, mandateAnswer, mandateView } from './mandate-operation.js';

const LARGEST = 5 * 1024 * 1024;
const KINDS = [
  { extension: 'pdf', contentType: 'application/pdf', begins: '%PDF-' },
  { extension: 'png', contentType: 'image/png', begins: '\x89PNG' },
  { extension: 'jpg', contentType: 'image/jpeg', begins: '\xff\xd8\xff' },
] as const;

/** Keeps what was signed with its mandate; a later one takes its place. */
export function paperOperation({
  mandates,
  mandateStore,
  clock,
}: Pick<SepaParts, 'mandates' | 'mandateStore' | 'clock'>): Operation<
  { readonly mandate: string; readonly file: UploadedFile },
  MandateAnswer
> {
  return {
    id: 'mandate-paper',
    title: 'Attach a signed mandate',
    description: 'Keeps a scan of what was signed: PDF, PNG or JPEG of 5 MiB at most.',
    icon: 'upload',
    permission: 'customers.write',
    isReadOnly: false,
    input: {
      type: 'object',
      properties: { mandate: MANDATE_CHOICE_SCHEMA, file: fileSchema({ title: 'Scan', accept: '.pdf,.png,.jpg,.jpeg' }) },
      required: ['mandate', 'file'],
      additionalProperties: false,
    },
    run: async ({ tx, actor, input }) => {
      const mandate = await mandates.get(tx, input.mandate);
      const content = octetsOfFile(input.file);
      // By what it is, never by what it is called: it is handed out again.
      const head = Buffer.from(content.subarray(0, 8)).toString('latin1');
      const kind = KINDS.find(({ begins }) => head.startsWith(begins));
      if (!kind || content.length > LARGEST) throw invalid('SEPA_PAPER_INVALID', 'give a PDF, PNG or JPEG of 5 MiB at most', 'file');
      const fileName = `mandate-${mandate.reference.replaceAll(/[^A-Za-z0-9-]/g, '-')}.${kind.extension}`;
      await mandateStore.keepPaper(tx, mandate.id, { fileName, contentType: kind.contentType, content }, clock.nowMs());
      await mandates.note(tx, mandate.id, 'signed paper attached', actor.name);
      return mandateAnswer(mandate);
    },
    view: mandateView,
  };
}
