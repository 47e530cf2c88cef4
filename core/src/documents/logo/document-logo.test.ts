import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { DATABASE } from '../../kernel/database/database.js';
import { aCustomer, anInvoice, aTax, forEachApplication, rejection, TEST_ACTOR } from '../../testing/index.js';
import { DOCUMENT_FILES } from '../document-files.js';
import { DOCUMENT_SETTINGS_SERVICE } from '../document-settings-service.js';
import { documentLogo } from './document-logo.js';

/** A picture of one colour with transparency, as image programs write it (PNG, RFC 2083). */
function png({ width = 8, height = 4, color = 0x80, pixels = undefined as Buffer | undefined } = {}): Buffer {
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: height }, () => Buffer.from([0, ...Array<number>(width * 4).fill(color)])));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels ?? deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

describe('A logo', () => {
  const reason = (content: Buffer): string => {
    try {
      return documentLogo(content).contentType;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is a whole PNG or JPEG of a fitting size, whose pixels can be read', () => {
    expect(reason(png())).to.equal('image/png');
    expect(reason(png().subarray(0, 60))).to.include('cut off');
    expect(reason(png({ pixels: randomBytes(40) }))).to.include('pixels cannot be read');
    expect(reason(png({ width: 2001 }))).to.include('2001 × 4 pixels');
    expect(reason(Buffer.from('<svg/>'))).to.include('neither a PNG nor a JPEG');
    expect(reason(Buffer.alloc(120_001))).to.include('at most 120000');
    expect(reason(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]))).to.include('cut off');
  });
});

forEachApplication('The logo and text of documents', '2026-11-05T08:00:00Z', (app) => {
  const settings = () => app().container.resolve(DOCUMENT_SETTINGS_SERVICE);
  const pdf = async (id: string) => Buffer.from((await app().container.resolve(DOCUMENT_FILES).pdf(id)).content);

  it('stand on what is issued from then on, and a document keeps those of its day', async () => {
    await aTax(app());
    const { id } = await aCustomer(app());
    const plain = await anInvoice(app(), id);
    const before = await pdf(plain.id);
    await app().write((tx) => settings().write(tx, { issuer: { text: 'Registered in Brno' } }));
    await app().write((tx) => settings().setLogo(tx, png()));
    const [first, again] = [await anInvoice(app(), id), await app().view((tx) => settings().read(tx))];
    expect(first.issuer.text).to.equal('Registered in Brno');
    const printed = await pdf(first.id);
    expect(printed.includes('/Subtype /Image')).to.equal(true);
    expect(before.includes('/Subtype /Image')).to.equal(false);
    // What was read is sent back as it was: the logo stays.
    await app().write((tx) => settings().write(tx, again));
    expect((await app().view((tx) => settings().read(tx))).issuer.logoId).to.equal(first.issuer.logoId);
    await app().write((tx) => settings().setLogo(tx, png({ color: 0x20 })));
    await app().write((tx) => settings().setLogo(tx, null));
    expect((await anInvoice(app(), id)).issuer.logoId).to.equal(undefined);
    expect((await pdf(first.id)).equals(printed)).to.equal(true);
    expect((await pdf(plain.id)).equals(before)).to.equal(true);
    expect((await rejection(app().write((tx) => settings().setLogo(tx, Buffer.from('no'))))).code).to.equal('DOCUMENT_LOGO_WRONG');
    const changed = app()
      .container.resolve(DATABASE)
      .transaction(TEST_ACTOR, (tx) => tx.sql.raw("UPDATE document_logo SET content = ''"));
    expect(await changed.catch((error: Error) => error.message)).to.include('a logo never changes');
  });
});
