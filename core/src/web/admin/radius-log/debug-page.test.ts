import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { CONFIGURATION } from '../../../kernel/config/configuration.js';
import { debugLogFile } from '../../../radius/log/debug-log.js';
import { formatDebugLogEntry } from '../../../radius/log/debug-log-entry.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('the page of the RADIUS debug log', '2026-05-04T08:00:00Z', (app) => {
  it('switches it on and off', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/radius-log')).text).to.include('href="/radius-log/debug"');
    expect((await browser.submit('/radius-log/debug', { kind: 'user', value: 'petr', minutes: '15' })).location).to.equal(
      '/radius-log/debug',
    );
    const { text } = await browser.get('/radius-log/debug');
    expect(text).to.include('>petr<');
    const [, off = ''] = /action="(\/radius-log\/debug\/\w+\/off)"/.exec(text) ?? [];
    await browser.submit(off);
    expect((await browser.get('/radius-log/debug')).text).to.include('It is off');
  });

  it('says beside the input what is wrong', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const wrong = await browser.submit('/radius-log/debug', { kind: 'router', value: 'Hill', minutes: '15' });
    expect(wrong.status).to.equal(422);
    expect(/id="field-value-error">([^<]*)</.exec(wrong.text)?.[1]).to.include('No router has the name or address');
  });

  it('shows what was written down, and lets only those switch it who may', async () => {
    const file = debugLogFile(app().container.resolve(CONFIGURATION).dataDirectory);
    mkdirSync(dirname(file), { recursive: true });
    const entry = { kind: 'auth', login: '<b>petr', routerName: 'Hill', routerAddress: '10.0.0.1', macAddress: '' } as const;
    appendFileSync(
      file,
      formatDebugLogEntry({ ...entry, atMs: app().nowMs, received: ['User-Name = "x"'], steps: ['accept'], sent: ['Class = 0x01'] }),
    );
    const browser = await AdminBrowser.signedIn(app(), ['radius.read']);
    const { text } = await browser.get('/radius-log/debug');
    expect(text).to.include('&lt;b>petr').and.include('Class = 0x01').and.not.include('Switch on');
    expect((await browser.submit('/radius-log/debug', { kind: 'user', value: 'petr', minutes: '15' })).status).to.equal(403);
  });
});
