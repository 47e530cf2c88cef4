import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { aCustomer, forEachDatabase, TestApplication } from '../testing/index.js';
import { DOCUMENT_SERVICE } from './document-service.js';

forEachDatabase((database) => {
  describe(`A customer with e-mail on ${database.name}`, () => {
    let app: TestApplication;
    let server: SMTPServer;
    let mails: Promise<ParsedMail>;
    before(async () => {
      mails = new Promise((resolve) => {
        server = new SMTPServer({
          authOptional: true,
          disabledCommands: ['STARTTLS'],
          onData: (stream, _session, done) => {
            simpleParser(stream, (error, mail) => {
              done(error);
              resolve(mail);
            });
          },
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.server.address() as AddressInfo;
      const mail = { host: '127.0.0.1', port, security: 'none', user: '', password: '', from: 'billing@isp.example' } as const;
      app = await TestApplication.start({ ...(await database.createMigrated()), mail }, '2026-10-05T08:00:00Z');
    });
    after(async () => {
      await app.stop();
      await new Promise<void>((resolve) => server.close(resolve));
      await database.close();
    });

    it('gets the invoice with its PDF when it is issued', async () => {
      const { id } = await aCustomer(app, { name: 'Zoë Ash', email: 'zoe@example.org' });
      const line = { description: 'Installation', unitPriceMinor: 5000, isTaxIncluded: true, taxCode: null, revenue: 'one-time' } as const;
      const { number } = await app.write((tx) =>
        app.container.resolve(DOCUMENT_SERVICE).issue(tx, { kind: 'invoice', customerId: id, lines: [line] }, { idempotencyKey: 'a' }),
      );
      await app.settle();
      const mail = await mails;
      expect(mail.subject).to.equal(`Invoice ${number}: €50.00`);
      expect(mail.text).to.include('Please pay it by 19 October 2026.');
      const [file] = mail.attachments;
      expect(file).to.include({ filename: `invoice-${number}.pdf`, contentType: 'application/pdf' });
      expect(file?.content.subarray(0, 5).toString()).to.equal('%PDF-');
    });
  });
});
