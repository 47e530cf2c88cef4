// A thread of schema-check.ts, as a large file takes seconds. The one import of libxml2.
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import type { SchemaAnswer, SchemaQuestion } from './schema-check.js';

const MOST_FAULTS = 5;
const validators = new Map<string, XsdValidator>();

parentPort?.on('message', ({ id, text, schemaPath }: SchemaQuestion) => {
  parentPort?.postMessage({ id, ...faultsOf(text, schemaPath) } satisfies SchemaAnswer);
});

function faultsOf(text: string, schemaPath: string): Omit<SchemaAnswer, 'id'> {
  const document = XmlDocument.fromString(text);
  try {
    validatorOf(schemaPath).validate(document);
    return { faults: [], count: 0 };
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    const faults = error.details.slice(0, MOST_FAULTS).map(({ line, message }) => ({ line, message }));
    return { faults, count: error.details.length };
  } finally {
    document.dispose();
  }
}

function validatorOf(schemaPath: string): XsdValidator {
  const known = validators.get(schemaPath);
  if (known) return known;
  const schema = XmlDocument.fromBuffer(readFileSync(schemaPath));
  const validator = XsdValidator.fromDoc(schema);
  schema.dispose();
  validators.set(schemaPath, validator);
  return validator;
}
