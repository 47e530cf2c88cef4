import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BankFile } from '@tapline/sdk';
import { xmlDecoder } from '../xml/xml-text.js';

/** What the thread is asked: `text` has no XML declaration. */
export interface SchemaQuestion {
  readonly id: number;
  readonly text: string;
  readonly schemaPath: string;
}

export interface SchemaAnswer {
  readonly id: number;
  /** The first of `count`. */
  readonly faults: readonly { readonly line: number; readonly message: string }[];
  readonly count: number;
}

const ISO = 'urn:iso:std:iso:20022:tech:xsd:';
const SCHEMAS = fileURLToPath(new URL('../../../schemas/', import.meta.url));
const SHIPPED: ReadonlySet<string> = new Set(readdirSync(SCHEMAS).map((file) => file.replace(/\.xsd$/, '')));
/** As a tree in memory a file takes ten times its size. */
const LARGEST_OCTETS = 16 * 1024 * 1024;
/** An upload has to be answered within half a minute, and an archive has several files. */
const PATIENCE_MS = 5_000;
const IDLE_MS = 60_000;

/**
 * What a file has against the official schema of its namespace, in a few sentences for people; nothing where that schema is not shipped, or the file is
 * over 16 MiB. A third of what banks write is not as the schemas want it, so that this is never a reason not to read a file.
 */
export async function schemaWarnings({ octets, name }: BankFile, namespace: string): Promise<readonly string[]> {
  const format = namespace.startsWith(ISO) ? namespace.slice(ISO.length) : '';
  if (!SHIPPED.has(format) || octets.length > LARGEST_OCTETS) return [];
  const text = xmlDecoder(octets, name).decode(octets);
  const answer = await ask(withoutDeclaration(text), `${SCHEMAS}${format}.xsd`);
  if (!answer) return [`whether it is as the schema ${format} wants it could not be found out`];
  const { faults, count } = answer;
  const words = faults.map(({ line, message }) => `line ${line} is not as the schema ${format} wants it: ${readable(message)}`);
  return count > faults.length ? [...words, `${count - faults.length} more places are not as the schema ${format} wants them`] : words;
}

/** It is decoded already, and lines keep their numbers. */
function withoutDeclaration(text: string): string {
  return text.replace(/^\s*<\?xml[^>]*\?>/, (declaration) => declaration.replaceAll(/[^\n]/g, ''));
}

/** Without the namespace before each name, and at most 300 characters: types list hundreds of values. */
function readable(message: string): string {
  const plain = message.replaceAll(/\{[^}]*\}/g, '').trim();
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain;
}

interface Thread {
  readonly worker: Worker;
  readonly idle: NodeJS.Timeout;
  readonly waiting: Map<number, (answer: SchemaAnswer | undefined) => void>;
}

let thread: Thread | undefined;
let asked = 0;

/** `undefined` where there is no answer in time, or the thread has failed. */
async function ask(text: string, schemaPath: string): Promise<SchemaAnswer | undefined> {
  thread ??= startThread();
  const { worker, idle, waiting } = thread;
  idle.refresh();
  const id = ++asked;
  const patience = setTimeout(() => void worker.terminate(), PATIENCE_MS);
  try {
    return await new Promise((resolve) => {
      waiting.set(id, resolve);
      worker.postMessage({ id, text, schemaPath } satisfies SchemaQuestion);
    });
  } finally {
    clearTimeout(patience);
    waiting.delete(id);
  }
}

/** It ends by itself when nothing was asked for a minute, and keeps no process from ending. */
function startThread(): Thread {
  const worker = new Worker(new URL('./schema-worker.js', import.meta.url), { name: 'sepa-schemas' });
  const idle = setTimeout(() => void worker.terminate(), IDLE_MS).unref();
  const started: Thread = { worker, idle, waiting: new Map() };
  const end = (): void => {
    clearTimeout(idle);
    if (thread === started) thread = undefined;
    for (const give of started.waiting.values()) give(undefined);
  };
  worker.unref();
  worker.on('message', (answer: SchemaAnswer) => started.waiting.get(answer.id)?.(answer));
  worker.on('error', end);
  worker.on('exit', end);
  return started;
}
