import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { ACCOUNT_SERVICE } from '../../accounts/account-service.js';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { shortLogFile } from '../../radius/log/short-log.js';
import { formatShortLogEntry, type ShortLogEntry } from '../../radius/log/short-log-entry.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { type ApiUnderTest, startApi } from './testing/api-story.js';

const ENTRY: ShortLogEntry = {
  atMs: Date.parse('2026-10-05T08:00:00Z'),
  kind: 'auth',
  verdict: 'reject',
  login: 'zofie',
  routerName: 'East',
  routerAddress: '127.0.0.9',
  macAddress: '',
  ipv4Address: '',
  reason: 'the password is wrong',
};

forEachDatabase((testDatabase) => {
  if (testDatabase.name !== 'SQLite') return;
  describe('the RADIUS log over the API', () => {
    let tested: ApiUnderTest;
    let token: string;
    let file: string;

    before(async function start() {
      this.timeout(60_000);
      tested = await startApi(await testDatabase.createMigrated());
      const { application } = tested;
      const accounts = application.container.resolve(ACCOUNT_SERVICE);
      token = (await application.write((tx) => accounts.createToken(tx, { name: 'log', permissions: ['radius.read'] }))).token;
      file = shortLogFile(application.container.resolve(CONFIGURATION).dataDirectory);
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, formatShortLogEntry(ENTRY));
    });
    after(async () => {
      await tested?.application.stop();
      await testDatabase.close();
    });

    /** Appends until the stream says something: it follows from the moment at which it has opened the file. */
    async function firstChunk(accept: string, login: string): Promise<{ readonly type: string; readonly text: string }> {
      const stop = new AbortController();
      const response = await fetch(`${tested.application.url}/api/v1/radius/log?follow=1`, {
        headers: { Authorization: `Bearer ${token}`, Accept: accept },
        signal: stop.signal,
      });
      const appending = setInterval(() => appendFileSync(file, formatShortLogEntry({ ...ENTRY, login })), 50);
      const reader = response.body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      clearInterval(appending);
      stop.abort();
      return { type: response.headers.get('Content-Type') ?? '', text: new TextDecoder().decode(value) };
    }

    it('shows the latest entries', async () => {
      const { body } = await tested.api.get<{ items: readonly unknown[] }>('/radius/log');
      expect(body.items).to.deep.equal([
        {
          at: '2026-10-05T08:00:00.000Z',
          kind: 'auth',
          verdict: 'reject',
          login: 'zofie',
          routerName: 'East',
          routerAddress: '127.0.0.9',
          macAddress: '',
          ipv4Address: '',
          reason: 'the password is wrong',
        },
      ]);
    });

    it('is followed line by line', async () => {
      const { type, text } = await firstChunk('application/x-ndjson', 'followed');
      expect(type).to.include('application/x-ndjson');
      expect(JSON.parse(text.split('\n')[0] ?? '')).to.deep.include({ login: 'followed', verdict: 'reject' });
    });

    it('is followed by server-sent events', async () => {
      const { type, text } = await firstChunk('text/event-stream', 'sent');
      expect(type).to.include('text/event-stream');
      expect(text).to.match(/^data: \{.*"login":"sent".*\}\n\n/);
    });
  });
});
