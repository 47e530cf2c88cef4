import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail server that takes whatever it is handed over SMTP and keeps it. */
export class MailServer {
  readonly mails: ParsedMail[] = [];

  private constructor(private readonly server: SMTPServer) {}

  static async listen(): Promise<MailServer> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, done) =>
        simpleParser(stream, (error, mail) => {
          if (!error) mailServer.mails.push(mail);
          done(error);
        }),
    });
    const mailServer = new MailServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return mailServer;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get subjects(): readonly string[] {
    return this.mails.map(({ subject }) => subject ?? '');
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
