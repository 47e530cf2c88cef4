import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { EmailChannel } from './email-channel.js';

const MESSAGE = {
  id: '01jd0000000000000000000001',
  address: 'zoe@example.org',
  subject: 'Účet č. 7 – Ελλάδα',
  text: 'Dobrý den,\n\nděkujeme.',
  html: '<p>Dobrý den,</p><p>děkujeme.</p>',
  short: '',
  files: [{ filename: 'invoice-1.pdf', contentType: 'application/pdf', content: Buffer.from('%PDF-1.3') }],
};

describe('E-mail', () => {
  let server: SMTPServer | undefined;
  let channel: EmailChannel | undefined;
  const mails: ParsedMail[] = [];

  const start = async (options: SMTPServerOptions, user = '', deadline?: () => AbortSignal): Promise<EmailChannel> => {
    mails.length = 0;
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) => {
        simpleParser(stream, (error, mail) => {
          if (!error) mails.push(mail);
          done(error);
        });
      },
      ...options,
    });
    const listening = server;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.server.address() as AddressInfo;
    const settings = { host: '127.0.0.1', port, security: 'none', user, password: 'secret', from: 'billing@isp.example' } as const;
    channel = new EmailChannel(settings, 'Valley Net', deadline);
    return channel;
  };
  afterEach(async () => {
    channel?.close();
    await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()));
  });

  it('reaches a mail server whole, in any script', async () => {
    const email = await start({});
    const outcome = await email.send(MESSAGE);
    expect(outcome).to.deep.equal({ kind: 'sent', reference: `<${MESSAGE.id}@isp.example>` });
    const [mail] = mails;
    expect(mail?.subject).to.equal(MESSAGE.subject);
    expect(mail?.from?.text).to.equal('"Valley Net" <billing@isp.example>');
    expect(mail?.text?.trim()).to.equal(MESSAGE.text);
    expect(mail?.html).to.equal(MESSAGE.html);
    expect(mail?.messageId).to.equal(`<${MESSAGE.id}@isp.example>`);
    expect(mail?.attachments.map(({ filename, content }) => [filename, content.toString()])).to.deep.equal([['invoice-1.pdf', '%PDF-1.3']]);
    expect(mail?.headers.get('auto-submitted')).to.equal('auto-generated');
  });

  it('takes no header from what a customer is called', async () => {
    const email = await start({});
    await email.send({ ...MESSAGE, subject: 'Hello\r\nBcc: all@example.org' });
    expect(mails[0]?.bcc).to.equal(undefined);
    expect(mails[0]?.subject).to.contain('Bcc: all@example.org');
  });

  it('tells an address that is refused for good from a server that is busy', async () => {
    const email = await start({
      onRcptTo: ({ address }, _session, done) => {
        const code = address.startsWith('gone') ? 550 : 451;
        done(Object.assign(new Error(code === 550 ? 'no such mailbox' : 'try later'), { responseCode: code }));
      },
    });
    expect(await email.send({ ...MESSAGE, address: 'gone@example.org' })).to.include({ kind: 'refused' });
    expect(await email.send({ ...MESSAGE, address: 'full@example.org' })).to.include({ kind: 'failed' });
  });

  it('goes on trying when it is ourselves who are not let in, or nobody answers', async () => {
    const email = await start(
      { authOptional: false, onAuth: (_auth, _session, done) => done(Object.assign(new Error('wrong password'), { responseCode: 535 })) },
      'billing',
    );
    expect(await email.send(MESSAGE)).to.include({ kind: 'failed' });
    email.close();
    await new Promise<void>((resolve) => server?.close(resolve));
    server = undefined;
    const outcome = await email.send(MESSAGE);
    expect(outcome.kind).to.equal('failed');
  });

  it('does not know what became of a mail when the connection is lost before the server has said that it took it', async () => {
    const email = await start({
      onData: (stream) => {
        stream.resume().once('end', () => {
          for (const socket of sockets) socket.destroy();
        });
      },
    });
    const sockets: Socket[] = [];
    server?.server.on('connection', (socket) => sockets.push(socket));
    expect((await email.send(MESSAGE)).kind).to.equal('uncertain');
  });

  it('knows that nothing was taken when the connection is lost before the server was given the mail', async () => {
    const email = await start({
      onRcptTo: () => {
        for (const socket of sockets) socket.destroy();
      },
    });
    const sockets: Socket[] = [];
    server?.server.on('connection', (socket) => sockets.push(socket));
    expect((await email.send(MESSAGE)).kind).to.equal('failed');
  });

  it('knows of every mail that nothing was taken by a server that takes connections and says nothing', async () => {
    const late = new AbortController();
    const sockets: Socket[] = [];
    const silent = createServer((socket) => {
      sockets.push(socket);
      if (sockets.length === 4) late.abort();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const settings = { host: '127.0.0.1', port, security: 'none', user: '', password: '', from: 'billing@isp.example' } as const;
    const email = new EmailChannel(settings, 'Valley Net', () => AbortSignal.any([late.signal]));
    channel = email;
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => email.send({ ...MESSAGE, id: `mail-${index}` })));
    expect(outcomes).to.deep.equal(Array.from({ length: 20 }, () => ({ kind: 'failed', reason: 'the mail server has taken too long' })));
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => silent.close(() => resolve()));
  });

  it('does not know what became of a mail that the server was given and of which it says nothing in time', async () => {
    const late = new AbortController();
    const email = await start({ onData: (stream) => void stream.resume().once('end', () => late.abort()) }, '', () => late.signal);
    expect((await email.send(MESSAGE)).kind).to.equal('uncertain');
  });

  it('says what is missing before anything is sent', () => {
    const settings = { host: '', port: 587, security: 'starttls', user: '', password: '', from: '' } as const;
    expect(new EmailChannel(settings, 'Valley Net').obstacle()).to.equal('no mail server is configured; set mail.host and mail.from');
  });
});
