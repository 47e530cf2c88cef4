import { invalid } from '@tapline/sdk';

/** How an XML file is encoded: by its byte order mark, else by its declaration, else UTF-8 (XML 1.0, appendix F). Throws `SEPA_XML_ENCODING`. */
export function xmlDecoder(octets: Uint8Array, name: string): TextDecoder {
  const label = encodingOf(octets);
  try {
    // Fatal: a wrong character in a reference or name would match something else.
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw invalid(
      'SEPA_XML_ENCODING',
      `${name} says that it is written in ${label.slice(0, 40)}, which is unknown; ask the bank for UTF-8`,
      'file',
    );
  }
}

/** The first characters, as far as ASCII tells. */
export function xmlHead(octets: Uint8Array): string {
  const head = octets.subarray(0, 2048);
  const label = byteOrderMark(head) ?? (head[1] === 0 ? 'utf-16le' : head[0] === 0 ? 'utf-16be' : 'windows-1252');
  return new TextDecoder(label).decode(head);
}

function encodingOf(octets: Uint8Array): string {
  const mark = byteOrderMark(octets);
  if (mark) return mark;
  if (octets[0] === 0x3c && octets[1] === 0) return 'utf-16le';
  if (octets[0] === 0 && octets[1] === 0x3c) return 'utf-16be';
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/.exec(xmlHead(octets))?.[1];
  return declared ?? 'utf-8';
}

function byteOrderMark(octets: Uint8Array): string | undefined {
  if (octets[0] === 0xef && octets[1] === 0xbb && octets[2] === 0xbf) return 'utf-8';
  if (octets[0] === 0xff && octets[1] === 0xfe) return 'utf-16le';
  if (octets[0] === 0xfe && octets[1] === 0xff) return 'utf-16be';
  return undefined;
}
