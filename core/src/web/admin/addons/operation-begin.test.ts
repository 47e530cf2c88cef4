import type { Operation } from '@tapline/sdk';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { addonOwner } from '../../../kernel/hooks/owner.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

const LAMP: Operation<{ readonly lamp?: string; readonly colours?: readonly string[] }> = {
  id: 'light',
  title: 'Light',
  description: 'Lights a lamp.',
  icon: 'bulb',
  permission: 'customers.read',
  isReadOnly: true,
  input: {
    type: 'object',
    properties: {
      lamp: { type: 'string' },
      watts: { type: 'integer', default: 40 },
      colours: { type: 'array', items: { type: 'string' }, default: ['white'] },
    },
  },
  begin: ({ given }) => Promise.resolve(given.lamp === 'desk' ? { lamp: 'table', watts: 7, colours: ['red', 'green'] } : {}),
  run: ({ input }) => Promise.resolve(input),
};

forEachApplication('The form of an operation', '2026-11-10T09:00:00Z', (app) => {
  it('begins with what the operation says by the link to it, which goes before, and else with the defaults', async () => {
    app().container.resolve(CONTRIBUTIONS).add(addonOwner('lamps', 'Lamps')).operation(LAMP);
    const browser = await AdminBrowser.signedIn(app());
    const filled = (await browser.get('/addons/lamps/run/light?lamp=desk')).text;
    expect(filled)
      .to.include('value="desk"')
      .and.to.include('value="7"')
      .and.to.match(/>red\r?\ngreen</);
    expect((await browser.get('/addons/lamps/run/light')).text)
      .to.include('value="40"')
      .and.to.include('>white<');
  });
});
