import { crc32, inflateRawSync } from 'node:zlib';
import { type BankFile, invalid } from '@tapline/sdk';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const MOST_FILES = 500;
const STORED = 0;
const DEFLATED = 8;
const IS_ENCRYPTED = 1;

export function isZip(octets: Uint8Array): boolean {
  return octets.length >= END_LENGTH && view(octets).getUint32(0, true) === LOCAL_HEADER;
}

/**
 * The files of an archive (PKWARE APPNOTE 6.3; stored or deflated), without folders. `mostOctets` bounds what all of them may come to, so an archive that
 * swells is refused before it does. Throws `SEPA_ZIP_BROKEN`, `SEPA_ZIP_TOO_LARGE`.
 */
export function readZip({ name, octets }: BankFile, mostOctets: number): readonly BankFile[] {
  const broken = (what: string): Error =>
    invalid('SEPA_ZIP_BROKEN', `${name} is a damaged archive: ${what}; fetch it again, or upload the files in it`, 'file');
  const data = view(octets);
  const end = endOfDirectory(data);
  if (end === undefined) throw broken('its directory is missing');
  const count = data.getUint16(end + 10, true);
  if (count > MOST_FILES) throw tooLarge(name, `it has ${count} files; upload at most ${MOST_FILES} at once`);
  const files: BankFile[] = [];
  let left = mostOctets;
  let at = data.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > octets.length || data.getUint32(at, true) !== DIRECTORY_ENTRY) throw broken('its directory is cut off');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => data.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const entry = {
      name: new TextDecoder().decode(octets.subarray(at + 46, at + 46 + nameLength)),
      flags: data.getUint16(at + 8, true),
      method: data.getUint16(at + 10, true),
      checksum: data.getUint32(at + 16, true),
      packedLength: data.getUint32(at + 20, true),
      length: data.getUint32(at + 24, true),
      from: data.getUint32(at + 42, true),
    };
    at += 46 + nameLength + extraLength + commentLength;
    if (entry.name.endsWith('/') || entry.name.startsWith('__MACOSX/')) continue;
    if (entry.length > left) throw tooLarge(name, 'what is in it is too large; upload its files one by one');
    if ((entry.flags & IS_ENCRYPTED) !== 0) throw broken(`${entry.name} is encrypted`);
    const file = unpacked(octets, entry, left);
    if (!file) throw broken(`${entry.name} cannot be unpacked`);
    if (crc32(file) !== entry.checksum) throw broken(`${entry.name} is not what was put into it`);
    left -= file.length;
    files.push({ name: `${name}/${entry.name}`, octets: file });
  }
  return files;
}

interface ZipEntry {
  readonly method: number;
  readonly packedLength: number;
  readonly from: number;
}

function unpacked(octets: Uint8Array, { method, packedLength, from }: ZipEntry, mostOctets: number): Uint8Array | undefined {
  const data = view(octets);
  if (from + 30 > octets.length || data.getUint32(from, true) !== LOCAL_HEADER) return undefined;
  const start = from + 30 + data.getUint16(from + 26, true) + data.getUint16(from + 28, true);
  if (start + packedLength > octets.length) return undefined;
  const packed = octets.subarray(start, start + packedLength);
  if (method === STORED) return packed.length > mostOctets ? undefined : packed;
  if (method !== DEFLATED) return undefined;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, mostOctets) });
  } catch {
    return undefined;
  }
}

/** It stands at the end, before a comment of any length. */
function endOfDirectory(data: DataView): number | undefined {
  const last = data.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1) if (data.getUint32(at, true) === END_OF_DIRECTORY) return at;
  return undefined;
}

function tooLarge(name: string, what: string): Error {
  return invalid('SEPA_ZIP_TOO_LARGE', `${name}: ${what}`, 'file');
}

function view(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
