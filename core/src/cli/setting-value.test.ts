import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSchema } from '@tapline/sdk';
import { expect } from 'chai';
import type { CliContext } from './cli-context.js';
import { settingOption } from './options.js';
import { settingValues } from './setting-value.js';

const schema = {
  type: 'object',
  properties: {
    minimalBalance: { type: 'integer', 'x-widget': 'amount' },
    days: { type: 'integer' },
    isStrict: { type: 'boolean' },
    title: { type: 'string' },
    list: { type: 'array' },
    steps: { type: 'array', items: { type: 'string' } },
    hours: { type: 'array', items: { type: 'integer' } },
  },
} as const;
const context = { amount: (text: string) => Promise.resolve(Math.round(Number(text) * 100)) } as unknown as CliContext;

describe('a setting that is typed', () => {
  it('becomes what its schema says', async () => {
    const typed = { minimalBalance: '-5.00', days: '30', isStrict: 'yes', title: '42', list: '["a"]', unknown: 'x' };
    expect(await settingValues(context, schema, typed)).to.deep.equal({
      minimalBalance: -500,
      days: 30,
      isStrict: true,
      title: '42',
      list: ['a'],
      unknown: 'x',
    });
  });

  it('is a file of this machine where the schema wants one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tapline-setting-'));
    writeFileSync(join(folder, 'a.xml'), '<a/>');
    const files = { type: 'object', properties: { file: fileSchema({ title: 'File' }) } } as const;
    for (const text of [join(folder, 'a.xml'), `@${join(folder, 'a.xml')}`]) {
      expect(await settingValues(context, files, { file: text })).to.deep.equal({ file: { name: 'a.xml', contentBase64: 'PGEvPg==' } });
    }
    rmSync(folder, { recursive: true });
    const refusal = await settingValues(context, files, { file: join(folder, 'a.xml') }).catch((error: Error) => error.message);
    expect(refusal).to.match(/cannot be read/);
  });

  it('is refused when it cannot be that', async () => {
    const refusal = await settingValues(context, schema, { days: 'many' }).catch((error: Error) => error.message);
    expect(refusal).to.equal('days "many" is not of the type integer');
  });

  it('is a list of one where its schema wants a list, or as many as JSON has', async () => {
    const typed = async (pairs: Readonly<Record<string, string>>) => settingValues(context, schema, pairs);
    expect(await typed({ steps: '100% block', hours: '7' })).to.deep.equal({ steps: ['100% block'], hours: [7] });
    expect(await typed({ steps: '80', list: 'a' })).to.deep.equal({ steps: ['80'], list: ['a'] });
    expect(await typed({ steps: '["80","100"]', hours: '[1,2]' })).to.deep.equal({ steps: ['80', '100'], hours: [1, 2] });
    expect(await typed({ steps: '' })).to.deep.equal({ steps: [] });
    const refusal = await typed({ steps: '["80"' }).catch((error: Error) => error.message);
    expect(refusal).to.equal(`steps "["80"" is no list; write one item as it is, or several as JSON: 'steps=["one","two"]'`);
  });

  it('is a name and a value, of which the value may hold anything', () => {
    expect(settingOption('url=http://x?a=b', settingOption('days=30'))).to.deep.equal({ days: '30', url: 'http://x?a=b' });
    expect(() => settingOption('days')).to.throw('write it like key=value');
  });
});
