import type { NotificationOutcome } from '@tapline/sdk';
import type { Sms, SmsGateway } from './gateway.js';
import type { SmsSettings } from './settings.js';
import { AnswerLost, nameOf, SmppSession, type SmppSettings } from './smpp-session.js';

/** SMPP 3.4 s5.2.5, s5.2.6: 1 is an international number, 5 a name. */
const INTERNATIONAL = 1;
const ISDN = 1;
const ALPHANUMERIC = 5;
/** What the other side will say again to the same message (SMPP 3.4 s5.1.3): wrong length, wrong addresses, wrong fields. */
const ABOUT_THE_MESSAGE = ['ESME_RINVMSGLEN', 'ESME_RINVSRCADR', 'ESME_RINVDSTADR', 'ESME_RINVDSTTON', 'ESME_RINVDSTNPI'];

/** A message centre that speaks SMPP 3.4. One session is kept and made anew when it is gone. */
export class SmppGateway implements SmsGateway {
  #session: Promise<SmppSession> | undefined;

  constructor(
    private readonly settings: SmppSettings & Pick<SmsSettings, 'from'>,
    private readonly timeoutMs?: number,
  ) {}

  async send(sms: Sms): Promise<NotificationOutcome> {
    const opening = this.session();
    try {
      const pdu = await (await opening).submit(this.fieldsOf(sms));
      if (pdu.command_status === 0) return { kind: 'sent', reference: pdu.message_id ?? null };
      const name = nameOf(pdu.command_status);
      return { kind: ABOUT_THE_MESSAGE.includes(name) ? 'refused' : 'failed', reason: `the message centre answered ${name}` };
    } catch (error) {
      this.forget(opening);
      const { message } = error as Error;
      if (error instanceof AnswerLost)
        return { kind: 'uncertain', reason: `the message centre may have it, and did not say so: ${message}` };
      return { kind: 'failed', reason: `the message centre cannot be reached: ${message}` };
    }
  }

  close(): void {
    this.#session?.then(
      (open) => open.destroy(),
      () => undefined,
    );
    this.#session = undefined;
  }

  private session(): Promise<SmppSession> {
    if (this.#session) return this.#session;
    const opening = SmppSession.open(this.settings, this.timeoutMs);
    this.#session = opening;
    opening.then(
      (open) => open.onceClosed(() => this.forget(opening)),
      () => this.forget(opening),
    );
    return opening;
  }

  /** The next message goes by another session. What is under way on this one still gets its answers. */
  private forget(opening: Promise<SmppSession>): void {
    if (this.#session === opening) this.#session = undefined;
    opening.then(
      (open) => open.retire(),
      () => undefined,
    );
  }

  private fieldsOf({ to, text }: Sms): Readonly<Record<string, unknown>> {
    const { from } = this.settings;
    const isName = /[^\d+]/.test(from);
    return {
      source_addr: from.replace('+', ''),
      source_addr_ton: isName ? ALPHANUMERIC : INTERNATIONAL,
      source_addr_npi: isName ? 0 : ISDN,
      destination_addr: to,
      dest_addr_ton: INTERNATIONAL,
      dest_addr_npi: ISDN,
      // A long message as one: the centre cuts it for the phone.
      message_payload: text,
    };
  }
}
