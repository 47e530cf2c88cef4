import { invalid } from '../errors.js';
import type { JsonSchema } from '../json-schema.js';

/** A file as input of an operation: chosen on the page, `file=@path` on the command line, an object like this in the API. */
export interface UploadedFile {
  readonly name: string;
  readonly contentBase64: string;
}

/** 16 MiB. */
const LARGEST_FILE = 16 * 1024 * 1024;

/** The input for one file of 16 MiB at most. */
export function fileSchema(words: { readonly title: string; readonly description?: string; readonly accept?: string }): JsonSchema {
  const { title, description, accept } = words;
  return {
    type: 'object',
    title,
    ...(description === undefined ? {} : { description }),
    'x-widget': 'file',
    ...(accept === undefined ? {} : { 'x-accept': accept }),
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 200 },
      contentBase64: { type: 'string', maxLength: Math.ceil(LARGEST_FILE / 3) * 4 },
    },
    required: ['name', 'contentBase64'],
    additionalProperties: false,
  };
}

/** Throws `FILE_UNREADABLE` for what is not base64. */
export function octetsOfFile({ name, contentBase64 }: UploadedFile, field = 'file'): Uint8Array {
  const octets = Buffer.from(contentBase64, 'base64');
  if (octets.toString('base64').replace(/=+$/, '') === contentBase64.replace(/=+$/, '')) return octets;
  throw invalid('FILE_UNREADABLE', `the content of ${name} is not base64 (RFC 4648, section 4)`, field);
}
