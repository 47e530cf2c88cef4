import { expect } from 'chai';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { newId } from '../../../kernel/ids/id.js';
import { ROUTER_SERVICE } from '../../../network/router-service.js';
import { forEachDatabase } from '../../../testing/each-database.js';
import { TestApplication } from '../../../testing/test-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachDatabase((kind) => {
  if (kind.name !== 'SQLite') return;
  describe('The buttons of somebody who is online', function story() {
    this.timeout(30_000);
    let application: TestApplication;
    let browser: AdminBrowser;
    let sessionId: string;

    before(async () => {
      application = await TestApplication.start(await kind.createMigrated(), '2026-10-05T08:00:00Z');
      browser = await AdminBrowser.signedIn(application);
      sessionId = newId();
      await application.write(async (tx) => {
        const router = await application.container
          .resolve(ROUTER_SERVICE)
          .create(tx, { name: 'Hill', address: '127.0.0.7', secret: 'correct-horse' });
        await sqlOf(tx)('radius_session').insert({
          id: sessionId,
          identity: 'i',
          generation: 1,
          router_id: router.id,
          acct_session_id: '81',
          login: 'anna',
          started_at_ms: application.nowMs - 60_000,
          last_seen_ms: application.nowMs,
          session_seconds: 60,
          download_octets: 0,
          upload_octets: 0,
        });
      });
    });
    after(async () => {
      await application?.stop();
      await kind.close();
    });

    it('end a session, and say what became of it', async () => {
      expect((await browser.get('/online')).text).to.include(`/sessions/${sessionId}/disconnect`);
      const answer = await browser.submit(`/sessions/${sessionId}/disconnect`, { backTo: '/online?page=1' });
      expect(answer.location).to.equal('/online?page=1');
      const [request] = await application.view((tx) => sqlOf(tx)('session_request'));
      expect(request).to.include({ kind: 'disconnect', cause: 'end', session_id: sessionId });
    });

    it('lead nowhere but to pages of this server', async () => {
      for (const backTo of ['//evil.example', 'https://evil.example/', 'javascript:alert(1)', '/\\evil.example'])
        expect((await browser.submit(`/sessions/${sessionId}/disconnect`, { backTo })).location).to.equal('/online');
    });

    it('test a router from its page, with the cure of what is wrong', async () => {
      const [router] = (await application.view((tx) => sqlOf(tx)('router'))) as { id: string }[];
      const { text } = await browser.submit(`/routers/${router?.id}/test`, {});
      expect(text).to.include('does not answer Disconnect-Requests at 127.0.0.7:3799').and.to.include('What to do');
      expect(text).to.include('Ended by');
    });

    it('lead to a router from the dashboard and the routers’ page where it refuses to end sessions', async () => {
      const router = { name: 'Dale', address: '127.0.0.8', secret: 'correct-horse' };
      const { id } = await application.write((tx) => application.container.resolve(ROUTER_SERVICE).create(tx, router));
      const asked = { router_id: id, device_address: '', last_sent_at_ms: 1, last_answer_at_ms: 1, unanswered: 0 };
      const refused = { refused_at_ms: application.nowMs, refused_cause: 'Administratively Prohibited' };
      await application.write((tx) => sqlOf(tx)('device_coa_health').insert({ ...asked, ...refused }));
      const dashboard = (await browser.get('/')).text;
      expect(dashboard).to.include('Dale refuses to end sessions').and.to.include('(Administratively Prohibited)');
      const { text } = await browser.get('/routers');
      expect(text).to.include('Refuses').and.to.include('allow such requests on the router');
    });
  });
});
