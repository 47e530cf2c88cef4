import { expect } from 'chai';
import { aService } from '../../../testing/builders.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('the page that tests a login', '2026-05-04T08:00:00Z', (app) => {
  it('says step by step what is wrong and what to do, where no RADIUS runs', async () => {
    await aService(app(), { login: 'petr' });
    const browser = await AdminBrowser.signedIn(app(), ['radius.read']);
    expect((await browser.get('/radius-log/test?login=petr')).text).to.include('value="petr"');
    const { text } = await browser.submit('/radius-log/test', {
      login: 'petr',
      method: 'pap',
      password: 'not shown again',
      macAddress: '',
    });
    expect(text)
      .to.include('Something is wrong')
      .and.include('petr&quot; is a line of')
      .and.match(/(Nothing listens|Nobody answers) at 127\.0\.0\.1:/)
      .and.include('Start RADIUS on this machine')
      .and.not.include('not shown again');
  });

  it('wants a login', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.submit('/radius-log/test', { login: '', method: 'pap' })).status).to.equal(422);
  });
});
