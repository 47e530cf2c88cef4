import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { CONFIGURATION } from '../../../kernel/config/configuration.js';
import { shortLogFile } from '../../../radius/log/short-log.js';
import { formatShortLogEntry, type ShortLogEntry } from '../../../radius/log/short-log-entry.js';
import { forEachApplication } from '../../../testing/each-application.js';
import type { TestApplication } from '../../../testing/test-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

const ENTRY: ShortLogEntry = {
  atMs: Date.parse('2026-05-04T07:59:00Z'),
  kind: 'auth',
  verdict: 'accept',
  login: 'petr',
  routerName: 'Hill',
  routerAddress: '10.0.0.1',
  macAddress: '00:0C:42:1F:2A:3B',
  ipv4Address: '10.1.0.7',
  reason: '',
};

function log(app: TestApplication, ...entries: readonly Partial<ShortLogEntry>[]): void {
  const file = shortLogFile(app.container.resolve(CONFIGURATION).dataDirectory);
  mkdirSync(dirname(file), { recursive: true });
  for (const entry of entries) appendFileSync(file, formatShortLogEntry({ ...ENTRY, ...entry }));
}

forEachApplication('the RADIUS log page', '2026-05-04T08:00:00Z', (app) => {
  it('shows the latest requests, newest first, with the reason in words and hostile logins as text', async () => {
    log(app(), { login: 'first' }, { login: '<script>alert(1)</script>', verdict: 'reject', reason: 'the password is wrong' });
    const { text } = await (await AdminBrowser.signedIn(app())).get('/radius-log');
    expect(text).to.include('the password is wrong').and.include('&lt;script>alert(1)').and.not.include('<script>alert');
    expect(text.indexOf('&lt;script>')).to.be.lessThan(text.indexOf('>first<'));
  });

  it('can be narrowed to what was refused and to a text', async () => {
    log(app(), { login: 'anna' }, { login: 'petr', verdict: 'reject', reason: 'the password is wrong' }, { login: 'eva', verdict: 'drop' });
    const browser = await AdminBrowser.signedIn(app());
    const refused = await browser.get('/radius-log?verdicts=trouble');
    expect(refused.text).to.include('>petr<').and.include('>eva<').and.not.include('>anna<');
    const found = await browser.get('/radius-log?verdicts=trouble&q=PASSWORD');
    expect(found.text).to.include('>petr<').and.not.include('>eva<');
  });

  it('sends new requests as drawn rows while the page is open', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const closing = new AbortController();
    const response = await fetch(`${app().url}/radius-log/stream?verdicts=trouble`, { headers: { cookie }, signal: closing.signal });
    expect(response.headers.get('content-type')).to.include('text/event-stream');
    expect(response.headers.get('content-encoding')).to.equal(null);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    const next = async (): Promise<string> => decoder.decode((await reader.read()).value, { stream: true });
    let received = await next();
    log(app(), { login: 'quiet' }, { login: 'loud', verdict: 'reject', reason: 'line\nbreak' });
    while (!received.includes('loud')) received += await next();
    expect(received)
      .to.match(/event: row\ndata: <tr>.*loud/)
      .and.not.include('quiet');
    closing.abort();
  });
});
