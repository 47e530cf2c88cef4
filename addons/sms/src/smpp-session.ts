import smpp, { type Pdu, type Session } from 'smpp';
import type { SmsSettings } from './settings.js';

export type SmppSettings = Pick<SmsSettings, 'smppHost' | 'smppPort' | 'smppTls' | 'smppSystemId' | 'smppPassword'>;

const TIMEOUT_MS = 20_000;
const ENQUIRE_EVERY_MS = 30_000;

/** What is thrown once a message was handed over and its answer did not come. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

/** One bound session with a message centre. The only place that knows the library. */
export class SmppSession {
  #underWayCount = 0;
  #isRetired = false;

  private constructor(
    private readonly session: Session,
    private readonly timeoutMs: number,
  ) {}

  /** Connects and binds. Throws when the centre is not there or does not let us in. */
  static async open(settings: SmppSettings, timeoutMs = TIMEOUT_MS): Promise<SmppSession> {
    const { smppHost, smppPort, smppTls, smppSystemId, smppPassword } = settings;
    const session = smpp.connect({ host: smppHost, port: smppPort, tls: smppTls, auto_enquire_link_period: ENQUIRE_EVERY_MS });
    // Receipts and questions of the centre are confirmed, so that it does not send them again.
    session.on('pdu', (pdu: Pdu) => {
      if (['deliver_sm', 'enquire_link'].includes(pdu.command)) session.send(pdu.response());
    });
    session.on('error', () => session.destroy());
    try {
      const pdu = await answerOf(session, timeoutMs, (answered) =>
        session.once('connect', () => session.bind_transceiver({ system_id: smppSystemId, password: smppPassword }, answered)),
      );
      if (pdu.command_status !== 0) throw new Error(`it does not let us in: ${nameOf(pdu.command_status)}`);
    } catch (error) {
      session.destroy();
      throw error;
    }
    return new SmppSession(session, timeoutMs);
  }

  onceClosed(act: () => void): void {
    this.session.once('close', act);
  }

  /**
   * Hands a message over and waits for the answer. Throws {@link AnswerLost} when none comes, and another error when nothing was handed over. Other
   * messages that are under way are left alone: the centre may have them already.
   */
  async submit(fields: Readonly<Record<string, unknown>>): Promise<Pdu> {
    this.#underWayCount++;
    let isHandedOver = false;
    try {
      return await answerOf(this.session, this.timeoutMs, (answered, fail) => {
        isHandedOver = this.session.submit_sm(fields, answered);
        if (!isHandedOver) fail(new Error('the connection was closed'));
      });
    } catch (error) {
      if (!isHandedOver) throw error;
      throw new AnswerLost((error as Error).message, { cause: error });
    } finally {
      this.#underWayCount--;
      this.endIfIdle();
    }
  }

  /** Takes nothing more, and ends as soon as what is under way has its answers. */
  retire(): void {
    this.#isRetired = true;
    this.endIfIdle();
  }

  destroy(): void {
    this.session.destroy();
  }

  private endIfIdle(): void {
    if (this.#isRetired && this.#underWayCount === 0) this.session.destroy();
  }
}

/** What a status is called (SMPP 3.4 s5.1.3). */
export function nameOf(status: number): string {
  return Object.entries(smpp.errors).find(([, code]) => code === status)?.[0] ?? `status ${status}`;
}

/** Waits for the answer to one request, the end of the session, or too long. */
function answerOf(
  session: Session,
  timeoutMs: number,
  ask: (answered: (pdu: Pdu) => void, fail: (error: Error) => void) => void,
): Promise<Pdu> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
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
    }, fail);
  });
}
