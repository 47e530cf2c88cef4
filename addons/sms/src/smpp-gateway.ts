import type { NotificationOutcome } from '@tapline/sdk';
import smpp, { type Pdu, type Session } from 'smpp';
import type { Sms, SmsGateway } from './gateway.js';
import type { SmsSettings } from './settings.js';

const TIMEOUT_MS = 20_000;
const ENQUIRE_EVERY_MS = 30_000;
/** SMPP 3.4 s5.2.5, s5.2.6: 1 is an international number, 5 a name. */
const INTERNATIONAL = 1;
const ISDN = 1;
const ALPHANUMERIC = 5;
/** What the other side will say again to the same message (SMPP 3.4 s5.1.3): wrong length, wrong addresses, wrong fields. */
const ABOUT_THE_MESSAGE = ['ESME_RINVMSGLEN', 'ESME_RINVSRCADR', 'ESME_RINVDSTADR', 'ESME_RINVDSTTON', 'ESME_RINVDSTNPI'];

type SmppSettings = Pick<SmsSettings, 'from' | 'smppHost' | 'smppPort' | 'smppTls' | 'smppSystemId' | 'smppPassword'>;

/** A message centre that speaks SMPP 3.4. One session is kept and made anew when it is gone. The only place that knows the library. */
export class SmppGateway implements SmsGateway {
  #session: Promise<Session> | undefined;

  constructor(private readonly settings: SmppSettings) {}

  async send({ to, text }: Sms): Promise<NotificationOutcome> {
    try {
      const session = await this.session();
      const isName = /[^\d+]/.test(this.settings.from);
      const pdu = await answerOf(session, (answered) =>
        session.submit_sm(
          {
            source_addr: this.settings.from.replace('+', ''),
            source_addr_ton: isName ? ALPHANUMERIC : INTERNATIONAL,
            source_addr_npi: isName ? 0 : ISDN,
            destination_addr: to,
            dest_addr_ton: INTERNATIONAL,
            dest_addr_npi: ISDN,
            // A long message as one: the centre cuts it for the phone.
            message_payload: text,
          },
          answered,
        ),
      );
      if (pdu.command_status === 0) return { kind: 'sent', reference: pdu.message_id ?? null };
      const name = nameOf(pdu.command_status);
      return { kind: ABOUT_THE_MESSAGE.includes(name) ? 'refused' : 'failed', reason: `the message centre answered ${name}` };
    } catch (error) {
      this.close();
      return { kind: 'failed', reason: `the message centre cannot be reached: ${(error as Error).message}` };
    }
  }

  close(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.then(
      (open) => open.destroy(),
      () => undefined,
    );
  }

  private session(): Promise<Session> {
    this.#session ??= this.connect();
    return this.#session;
  }

  private async connect(): Promise<Session> {
    const { smppHost, smppPort, smppTls, smppSystemId, smppPassword } = this.settings;
    const session = smpp.connect({ host: smppHost, port: smppPort, tls: smppTls, auto_enquire_link_period: ENQUIRE_EVERY_MS });
    // Receipts and questions of the centre are confirmed, so that it does not send them again.
    session.on('pdu', (pdu: Pdu) => {
      if (['deliver_sm', 'enquire_link'].includes(pdu.command)) session.send(pdu.response());
    });
    session.on('close', () => {
      this.#session = undefined;
    });
    session.on('error', () => session.destroy());
    const pdu = await answerOf(session, (answered) =>
      session.once('connect', () => session.bind_transceiver({ system_id: smppSystemId, password: smppPassword }, answered)),
    );
    if (pdu.command_status === 0) return session;
    session.destroy();
    throw new Error(`it does not let us in: ${nameOf(pdu.command_status)}`);
  }
}

/** Waits for the answer to one request, the end of the session, or too long. */
function answerOf(session: Session, ask: (answered: (pdu: Pdu) => void) => void): Promise<Pdu> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
    const onClose = (): void => fail(new Error('the connection was closed'));
    const settle = (): void => {
      clearTimeout(timer);
      session.off('error', fail).off('close', onClose);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
    };
    session.once('error', fail).once('close', onClose);
    ask((pdu) => {
      settle();
      resolve(pdu);
    });
  });
}

function nameOf(status: number): string {
  return Object.entries(smpp.errors).find(([, code]) => code === status)?.[0] ?? `status ${status}`;
}
