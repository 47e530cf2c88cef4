import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { invalid } from '@tapline/sdk';

/** A picture that stands at the head of documents, named by what it holds. */
export interface DocumentLogo {
  /** SHA-256 of the content. */
  readonly id: string;
  readonly contentType: 'image/png' | 'image/jpeg';
  readonly content: Buffer;
}

export const LARGEST_LOGO_OCTETS = 120_000;
const LARGEST_SIDE = 2000;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const LARGEST_PIXELS_OCTETS = LARGEST_SIDE * (LARGEST_SIDE * 8 + 1);

/** Throws `DOCUMENT_LOGO_WRONG` for what is no whole PNG or JPEG of a fitting size. */
export function documentLogo(content: Buffer): DocumentLogo {
  if (content.length > LARGEST_LOGO_OCTETS) throw wrong(`it has ${content.length} octets; at most ${LARGEST_LOGO_OCTETS} are taken`);
  const isPng = content.subarray(0, PNG.length).equals(PNG);
  if (!isPng && !content.subarray(0, JPEG.length).equals(JPEG)) throw wrong('it is neither a PNG nor a JPEG');
  if (isPng) checkPng(content);
  else checkJpeg(content);
  const id = createHash('sha256').update(content).digest('hex');
  return { id, contentType: isPng ? 'image/png' : 'image/jpeg', content };
}

/** The PDF library unpacks pixels when nobody can catch its errors any more, so that they are unpacked here once. */
function checkPng(content: Buffer): void {
  const pixels: Buffer[] = [];
  let isEnded = false;
  for (let at = PNG.length; at + 12 <= content.length && !isEnded; ) {
    const length = content.readUInt32BE(at);
    const kind = content.toString('latin1', at + 4, at + 8);
    const data = content.subarray(at + 8, at + 8 + length);
    if (data.length !== length) throw wrong('the file is cut off');
    if (kind === 'IHDR') checkSize(data.readUInt32BE(0), data.readUInt32BE(4), data[12] !== 0);
    if (kind === 'IDAT') pixels.push(data);
    isEnded = kind === 'IEND';
    at += 12 + length;
  }
  if (!isEnded) throw wrong('the file is cut off');
  try {
    inflateSync(Buffer.concat(pixels), { maxOutputLength: LARGEST_PIXELS_OCTETS });
  } catch {
    throw wrong('its pixels cannot be read');
  }
}

/** Looks for the frame header (ITU-T T.81, B.2.2), which has the size. */
function checkJpeg(content: Buffer): void {
  for (let at = 2; at + 9 < content.length && content[at] === 0xff; ) {
    const marker = content[at + 1] as number;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      checkSize(content.readUInt16BE(at + 7), content.readUInt16BE(at + 5), false);
      return;
    }
    at += 2 + content.readUInt16BE(at + 2);
  }
  throw wrong('the file is cut off');
}

function checkSize(width: number, height: number, isInterlaced: boolean): void {
  if (width === 0 || height === 0 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
    throw wrong(`it is ${width} × ${height} pixels; at most ${LARGEST_SIDE} × ${LARGEST_SIDE} are taken`);
  }
  if (isInterlaced) throw wrong('it is interlaced; save it without');
}

function wrong(why: string): Error {
  return invalid('DOCUMENT_LOGO_WRONG', `the logo cannot be used: ${why}`, 'logo');
}
