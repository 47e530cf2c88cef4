import { expect } from 'chai';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { newId } from '../../../kernel/ids/id.js';
import { aService } from '../../../testing/builders.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('the page that tells who had an address', '2026-05-04T08:00:00Z', (app) => {
  it('is found from who is online, and finds a session of the past by the company’s clocks', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const service = await aService(app(), { login: 'petr' });
    await app().write((tx) =>
      sqlOf(tx)('radius_session').insert({
        id: newId(),
        identity: 'one',
        generation: 1,
        router_id: newId(),
        acct_session_id: '81',
        service_id: service.id,
        login: 'petr',
        ipv4_address: '10.0.3.7',
        delegated_ipv6_prefix: '2001:db8:1:100::/56',
        started_at_ms: Date.parse('2026-05-03T12:00:00Z'),
        last_seen_ms: Date.parse('2026-05-03T12:10:00Z'),
        stopped_at_ms: Date.parse('2026-05-03T12:10:00Z'),
        terminate_cause: 'User-Request',
        session_seconds: 600,
        download_octets: 1,
        upload_octets: 1,
      }),
    );
    expect((await browser.get('/online')).text).to.include('action="/online/who-had"');
    expect((await browser.get('/online/who-had?address=10.0.3.7&at=2026-05-03T14:05')).text)
      .to.include('petr')
      .and.include('User-Request')
      .and.include('2001:db8:1:100::/56');
    expect((await browser.get('/online/who-had?address=2001:db8:1:101::7&at=2026-05-03T14:05')).text).to.include('petr');
    expect((await browser.get('/online/who-had?address=10.0.3.7&at=2026-05-03T14:15')).text).to.include('Nobody had this address then');
  });

  it('says what is wrong with a question, and is for those who may see RADIUS', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const wrong = await browser.get('/online/who-had?address=10.0.3&at=2026-05-03T14:05');
    expect([wrong.status, wrong.text.includes('is not an IPv4 address')]).to.deep.equal([422, true]);
    const bits = await browser.get('/online/who-had?address=2001:db8::1/56&at=2026-05-03T14:05');
    expect([bits.status, bits.text.includes('did you mean 2001:db8::/56?')]).to.deep.equal([422, true]);
    const noon = await browser.get('/online/who-had?address=10.0.3.7&at=noon');
    expect([noon.status, noon.text.includes('is not an instant')]).to.deep.equal([422, true]);
    expect((await browser.get('/online/who-had')).status).to.equal(200);
    const weak = await AdminBrowser.signedIn(app(), ['customers.read']);
    expect((await weak.get('/online/who-had')).status).to.equal(403);
  });
});
