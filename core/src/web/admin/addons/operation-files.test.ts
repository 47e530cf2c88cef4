import { fileSchema, type Operation, octetsOfFile, type UploadedFile } from '@tapline/sdk';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { addonOwner } from '../../../kernel/hooks/owner.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

const COUNTING: Operation<{ readonly file: UploadedFile; readonly note?: string }> = {
  id: 'count',
  title: 'Count',
  description: 'Counts the octets of a file.',
  icon: 'file',
  permission: 'customers.write',
  isReadOnly: false,
  input: {
    type: 'object',
    properties: { file: fileSchema({ title: 'File', accept: '.bin' }), note: { type: 'string' } },
    required: ['file'],
    additionalProperties: false,
  },
  run: ({ input }) => Promise.resolve({ name: input.file.name, octets: octetsOfFile(input.file).length, note: input.note ?? null }),
};

forEachApplication('Operations with files', '2026-11-10T09:00:00Z', (app) => {
  beforeEach(() => app().container.resolve(CONTRIBUTIONS).add(addonOwner('counter', 'Counter')).operation(COUNTING));

  it('take a file of megabytes from the page, and note in the audit log only that it was sent', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const page = (await browser.get('/addons/counter/run/count')).text;
    expect(page).to.include('enctype="multipart/form-data"').and.to.include('type="file"').and.to.include('accept=".bin"');
    const octets = new Uint8Array(3_000_000).fill(13);
    const answer = await browser.upload('/addons/counter/run/count', { file: new File([octets], 'a.bin'), note: 'three' });
    expect(answer.text).to.include('3000000').and.to.include('a.bin').and.to.include('three');
    expect(answer.text, 'a second press would do it twice').to.include('Do it once more').and.not.to.include('type="file"');
    const rows = (await app().view((tx) => sqlOf(tx)('audit_record').where({ action: 'addon.count' }))) as { details: unknown }[];
    expect(JSON.stringify(rows.at(-1)?.details))
      .to.include('a.bin')
      .and.to.have.length.below(200);
  });

  it('refuse a form without the file, one that is too large, and one that is cut off, in words', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const none = await browser.upload('/addons/counter/run/count', { file: new File([], ''), note: 'none' });
    expect([none.status, none.text.includes('File is missing')]).to.deep.equal([422, true]);
    const large = await browser
      .upload('/addons/counter/run/count', { file: new File([new Uint8Array(18 * 1024 * 1024)], 'a.bin') })
      .catch(() => null);
    // The server hangs up before all of it is there; a browser may see that first.
    if (large) expect(large.text).to.include('16 MiB at most');
    const cut = await browser.submit(
      '/addons/counter/run/count',
      { half: 'a form' },
      { 'Content-Type': 'multipart/form-data; boundary=x' },
    );
    expect(cut.text).to.include('was cut off');
  });
});
