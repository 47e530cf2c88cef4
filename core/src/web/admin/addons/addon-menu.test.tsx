import type { AdminPage, Operation } from '@tapline/sdk';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { addonOwner } from '../../../kernel/hooks/owner.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

const adminPage = (path: string): AdminPage => ({
  path,
  title: `Page ${path}`,
  icon: 'gauge',
  render: () => Promise.resolve(<p>{path}</p>),
});

const operation = (id: string, place: Pick<Operation, 'page' | 'isInMenu'>): Operation => ({
  id,
  title: `Ask ${id}`,
  description: 'Asks.',
  icon: 'search',
  permission: 'radius.read',
  isReadOnly: true,
  input: { type: 'object', properties: {}, additionalProperties: false },
  run: () => Promise.resolve({}),
  ...place,
});

forEachApplication('What add-ons have in the menu', '2026-11-10T09:00:00Z', (app) => {
  beforeEach(() => {
    const contributions = app().container.resolve(CONTRIBUTIONS);
    contributions.add(addonOwner('single', 'Single')).adminPage(adminPage('alone'));
    const several = contributions.add(addonOwner('several', 'Several things'));
    several.adminPage(adminPage('first'));
    several.adminPage(adminPage('second'));
    several.operation(operation('own', { page: 'first' }));
    several.operation(operation('free', { isInMenu: true }));
    several.operation(operation('hidden', {}));
  });

  const menuOf = (html: string): string => /<nav aria-label="Main">.*?<\/nav>/s.exec(html)?.[0] ?? '';
  const foldOf = (html: string): string =>
    menuOf(html)
      .split('<details')
      .find((part) => part.includes('Several things')) ?? '';

  it('is one entry for one thing, and a fold under the add-on’s title for several, open where one of them is looked at', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const elsewhere = (await browser.get('/customers')).text;
    expect(menuOf(elsewhere)).to.include('href="/addons/single/alone"').and.not.to.include('Single');
    expect(foldOf(elsewhere)).to.match(/^ class="tl-nav-fold">/);
    for (const path of ['first', 'second', 'run/free']) expect(foldOf(elsewhere)).to.include(`href="/addons/several/${path}"`);
    for (const path of ['run/own', 'run/hidden']) expect(menuOf(elsewhere)).not.to.include(`/addons/several/${path}"`);
    const inside = foldOf((await browser.get('/addons/several/second')).text);
    expect(inside)
      .to.match(/^ class="tl-nav-fold" open/)
      .and.to.match(/href="\/addons\/several\/second" aria-current="page"/);
  });

  it('has no entry for what belongs to a page: that has a button for it, and it leads back', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/addons/several/first')).text).to.match(/<a href="\/addons\/several\/run\/own" class="btn">.*Ask own/s);
    expect((await browser.get('/addons/several/second')).text).not.to.include('Ask own');
    const asking = (await browser.get('/addons/several/run/own')).text;
    expect(asking).to.match(/class="tl-parent" href="\/addons\/several\/first"/);
    expect(foldOf(asking)).to.match(/href="\/addons\/several\/first" aria-current="page"/);
  });

  it('has it for whoever may ask but not see that page, and no button for whoever may only see it', async () => {
    const asker = await AdminBrowser.signedIn(app(), ['radius.read']);
    const asking = (await asker.get('/addons/several/run/own')).text;
    expect(foldOf(asking)).to.include('href="/addons/several/run/own" aria-current="page"').and.not.to.include('/first"');
    expect(asking).not.to.include('tl-parent');
    const reader = await AdminBrowser.signedIn(app(), ['customers.read']);
    expect((await reader.get('/addons/several/first')).text)
      .to.include('first')
      .and.not.to.include('Ask own');
  });
});
