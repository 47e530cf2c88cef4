import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { NOTIFICATION_SENDER } from '../notifications/notification-sender.js';
import { NOTIFICATION_SERVICE } from '../notifications/notification-service.js';
import { forEachDatabase } from '../testing/each-database.js';
import { AdminBrowser, aCustomer, anInvoice, aTax } from '../testing/index.js';
import { TestApplication } from '../testing/test-application.js';

forEachDatabase((database) => {
  describe(`Documents by mail on ${database.name}`, () => {
    let app: TestApplication;
    let server: SMTPServer;
    const recipients: string[] = [];
    beforeEach(async () => {
      recipients.length = 0;
      server = new SMTPServer({
        authOptional: true,
        disabledCommands: ['STARTTLS'],
        onRcptTo: ({ address }, _session, done) => {
          recipients.push(address);
          done();
        },
        onData: (stream, _session, done) => stream.resume().once('end', () => done()),
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.server.address() as AddressInfo;
      const configuration = await database.createMigrated();
      const mail = { ...configuration.mail, host: '127.0.0.1', port, security: 'none' as const, from: 'billing@isp.example' };
      app = await TestApplication.start({ ...configuration, mail }, '2026-11-05T08:00:00Z');
    });
    afterEach(async () => {
      await app.stop();
      await new Promise<void>((resolve) => server.close(resolve));
      await database.close();
    });

    /** Until all messages are over, whichever sender has taken them. */
    const sent = async (customerId: string): Promise<void> => {
      for (;;) {
        await app.container.resolve(NOTIFICATION_SENDER).work();
        const messages = await app.view((tx) => app.container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId, limit: 10 }));
        if (messages.every(({ state }) => state === 'sent')) return;
      }
    };

    it('are sent again from their page, to the address that was corrected', async () => {
      await aTax(app);
      const { id: customerId } = await aCustomer(app, { email: 'wrong@example.org' });
      const { id } = await anInvoice(app, customerId);
      await app.settle();
      await sent(customerId);
      await app.write((tx) => app.container.resolve(CUSTOMER_SERVICE).change(tx, customerId, { email: 'right@example.org' }));
      const browser = await AdminBrowser.signedIn(app);
      expect((await browser.get(`/invoices/${id}`)).text).to.include('Send by mail');
      await browser.submit(`/invoices/${id}/mail`, {});
      await sent(customerId);
      expect(recipients).to.deep.equal(['wrong@example.org', 'right@example.org']);
    });
  });
});
