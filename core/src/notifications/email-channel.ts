import type { Customer, NotificationChannel, NotificationMessage, NotificationOutcome } from '@tapline/sdk';
import { createTransport, type Transporter } from 'nodemailer';
import type { Configuration } from '../kernel/config/configuration.js';

type MailSettings = Configuration['mail'];

const TIMEOUT_MS = 20_000;
/** Of a whole mail, also while it waits for a connection: less than what the sender of messages waits, which cannot know what was handed over. */
const SEND_TIMEOUT_MS = 50_000;
/** RFC 5321 s4.2.1: replies from 500 on will not become others by trying again. */
const PERMANENT_FROM = 500;

/** E-mail over SMTP (RFC 5321). The only place that knows the mail library. */
export class EmailChannel implements NotificationChannel {
  readonly id = 'email';
  readonly title = 'E-mail';
  #transport: Transporter | undefined;
  /** The tries, by Message-ID, of which the server was given the whole mail. */
  readonly #handedOver = new Set<string>();

  constructor(
    private readonly settings: MailSettings,
    private readonly companyName: string,
    private readonly deadline: () => AbortSignal = () => AbortSignal.timeout(SEND_TIMEOUT_MS),
  ) {}

  addressOf({ email }: Pick<Customer, 'email'>): string | null {
    return email;
  }

  obstacle(): string | null {
    return this.settings.host === '' ? 'no mail server is configured; set mail.host and mail.from' : null;
  }

  async send({ id, address, subject, text, html, files }: NotificationMessage): Promise<NotificationOutcome> {
    // The same for each try, so that a server or reader that has it already can tell.
    const messageId = `<${id}@${this.settings.from.split('@')[1] ?? 'tapline'}>`;
    try {
      await this.transport().sendMail({
        from: { name: this.companyName, address: this.settings.from },
        to: { name: '', address },
        subject,
        text,
        html,
        attachments: files.map(({ filename, contentType, content }) => ({ filename, contentType, content: Buffer.from(content) })),
        messageId,
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: this.deadline(),
      });
      return { kind: 'sent', reference: messageId };
    } catch (error) {
      return outcomeOf(error as SmtpError, this.#handedOver.has(messageId));
    } finally {
      this.#handedOver.delete(messageId);
    }
  }

  close(): void {
    this.#transport?.close();
    this.#transport = undefined;
  }

  private transport(): Transporter {
    this.#transport ??= this.createTransport();
    return this.#transport;
  }

  private createTransport(): Transporter {
    const { host, port, security, user, password } = this.settings;
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user === '' ? {} : { auth: { user, pass: password } }),
      pool: true,
      maxConnections: 4,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    });
    // The library reads a message to its end only once the server has asked for it.
    transport.use('stream', ({ message, data }, done) => {
      message.processFunc((mail) => mail.once('end', () => this.#handedOver.add(String(data.messageId))));
      done();
    });
    return transport;
  }
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly code?: string;
}

function outcomeOf(error: SmtpError, isHandedOver: boolean): NotificationOutcome {
  const reason = error.code === 'EABORT' ? 'the mail server has taken too long' : error.message;
  if (isHandedOver && error.responseCode === undefined) {
    return { kind: 'uncertain', reason: `the mail server was given it and did not say whether it took it: ${reason}` };
  }
  const isAboutUs = error.code === 'EAUTH' || error.code === 'ETLS';
  const isPermanent = !isAboutUs && (error.responseCode ?? 0) >= PERMANENT_FROM;
  return { kind: isPermanent ? 'refused' : 'failed', reason };
}
