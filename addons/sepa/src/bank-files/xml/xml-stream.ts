import { setImmediate as nextTurn } from 'node:timers/promises';
import { invalid, TaplineError } from '@tapline/sdk';
import { SaxesParser } from 'saxes';
import type { XmlElement } from './xml-element.js';
import { xmlDecoder } from './xml-text.js';

/** Far above what any bank writes, far below what hurts. */
const LARGEST_DEPTH = 60;
const LARGEST_TEXT = 64 * 1024;
const MOST_KEPT = 100_000;
const OCTETS_AT_ONCE = 256 * 1024;

export interface XmlHandlers {
  /** The names of elements that are given to `take` as soon as they end, and then forgotten: however many there are, memory holds one. */
  readonly taken: ReadonlySet<string>;
  /** `parents` are the elements that it stands in, as far as they have been read, the outermost first. */
  take(element: XmlElement, parents: readonly XmlElement[]): void;
}

/**
 * Reads an XML file piece by piece and lets other work in between. It must be well-formed (XML 1.0) and have no document type, which is what entity
 * bombs are made of. Returns the root with all that was not taken. Throws `SEPA_XML_BROKEN` with the line, `SEPA_XML_DOCTYPE`, `SEPA_XML_TOO_DEEP`,
 * `SEPA_XML_TOO_MANY`, `SEPA_XML_ENCODING`.
 */
export async function readXml(
  octets: Uint8Array,
  name: string,
  handlers: XmlHandlers,
): Promise<{ readonly root: XmlElement; readonly namespace: string }> {
  const decoder = xmlDecoder(octets, name);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: XmlElement[] = [];
  /** How many elements were kept when each of the open ones began. */
  const keptBefore: number[] = [];
  let kept = 0;
  let root: XmlElement | undefined;
  let namespace = '';
  const fail = (code: string, what: string): never => {
    throw invalid(code, `${name}, line ${parser.line}: ${what}`, 'file');
  };
  parser.on('error', (error) =>
    fail('SEPA_XML_BROKEN', `${wordsOf(error)}; the file is damaged or was cut off, fetch it from the bank again`),
  );
  parser.on('doctype', () => fail('SEPA_XML_DOCTYPE', 'it has a document type, which no bank file has; it is not read'));
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (open.length >= LARGEST_DEPTH)
      fail('SEPA_XML_TOO_DEEP', `it is nested deeper than ${LARGEST_DEPTH} elements, which no bank file is`);
    const values = Object.fromEntries(Object.values(attributes).map((attribute) => [attribute.local, attribute.value]));
    const element: XmlElement = { name: local, line: parser.line, attributes: values, text: '', children: [] };
    if (!root) {
      root = element;
      namespace = uri;
    }
    open.at(-1)?.children.push(element);
    open.push(element);
    keptBefore.push(kept);
    kept += 1;
    if (kept > MOST_KEPT) fail('SEPA_XML_TOO_MANY', `it has more than ${MOST_KEPT} elements that are no payments, which no bank file has`);
  });
  const addText = (text: string): void => {
    const element = open.at(-1);
    if (!element) return;
    if (element.text.length + text.length > LARGEST_TEXT)
      fail('SEPA_XML_TOO_DEEP', `the text of ${element.name} is longer than ${LARGEST_TEXT} characters`);
    element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    const before = keptBefore.pop() ?? 0;
    if (!element || !handlers.taken.has(element.name)) return;
    open.at(-1)?.children.pop();
    kept = before;
    handlers.take(element, open);
  });
  await feed(octets, name, decoder, parser);
  return { root: root as XmlElement, namespace };
}

async function feed(
  octets: Uint8Array,
  name: string,
  decoder: TextDecoder,
  parser: { write(text: string): unknown; close(): unknown },
): Promise<void> {
  for (let from = 0; from < octets.length; from += OCTETS_AT_ONCE) {
    const piece = octets.subarray(from, from + OCTETS_AT_ONCE);
    parser.write(decoded(name, () => decoder.decode(piece, { stream: true })));
    await nextTurn();
  }
  parser.write(decoded(name, () => decoder.decode()));
  parser.close();
}

function decoded(name: string, decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw new TaplineError('SEPA_XML_ENCODING', 'invalid', `${name} is not written in the encoding that it names; ask the bank for UTF-8`, {
      field: 'file',
      cause,
    });
  }
}

/** Saxes puts the place before its words: `3:14: unclosed tag: a`. */
function wordsOf(error: Error): string {
  return error.message.replace(/^\S*?\d+:\d+:\s*/, '').replace(/\.$/, '');
}
