import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { attribute, hashedPacket, hiddenPassword, signedPacket, uint32 } from '@tapline/core/testing/radius';
import { isAnswerTo } from '../radius/answerable-request.js';

const PATIENCE_MS = 300;
const ATTRIBUTES_AT = 20;
const CODE = { accessRequest: 1, accessAccept: 2, accountingRequest: 4 };
const TYPE = { framedIpAddress: 8, class: 25 };
const STATUS = { start: 1, stop: 2, interim: 3 };

/** Of one of two servers that share a database. */
export interface ServerPorts {
  readonly authPort: number;
  readonly accountingPort: number;
}

/** What an Access-Accept gave. */
export interface LeasedSession {
  readonly id: string;
  readonly address: string;
  readonly sessionClass: Buffer;
}

/** One device of a router: it asks one server after another, the same bytes again, until one answers. */
export class LeasingSubscriber {
  #identifier = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #turn: number;

  private constructor(
    private readonly options: { readonly secret: Buffer; readonly servers: readonly ServerPorts[]; readonly login: string },
    private readonly station: string,
    private readonly socket: Socket,
    turn: number,
  ) {
    this.#turn = turn;
    // A server that is just being killed refuses; the request is sent again.
    socket.on('error', () => undefined);
  }

  static async open(options: LeasingSubscriber['options'], number: number): Promise<LeasingSubscriber> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new LeasingSubscriber(options, `station-${number}`, socket, number);
  }

  /** `undefined` when it is refused. */
  async logIn(password: string): Promise<LeasedSession | undefined> {
    const { secret, login } = this.options;
    const authenticator = randomBytes(16);
    const attributes = [
      attribute(1, login),
      attribute(2, hiddenPassword(password, authenticator, secret)),
      attribute(31, this.station),
      attribute(4, Buffer.from([127, 0, 0, 1])),
    ];
    const request = signedPacket({ code: CODE.accessRequest, identifier: this.nextIdentifier(), authenticator, attributes }, secret);
    const answer = await this.ask(request, ({ authPort }) => authPort);
    if (answer[0] !== CODE.accessAccept) return undefined;
    const [address, sessionClass] = [readAttribute(answer, TYPE.framedIpAddress), readAttribute(answer, TYPE.class)];
    if (!address || !sessionClass) throw new Error(`an Access-Accept without address or Class: ${answer.toString('hex')}`);
    return { id: randomBytes(8).toString('hex'), address: address.join('.'), sessionClass };
  }

  tellStart(session: LeasedSession): Promise<void> {
    return this.tell(session, STATUS.start);
  }

  tellInterim(session: LeasedSession): Promise<void> {
    return this.tell(session, STATUS.interim);
  }

  tellStop(session: LeasedSession): Promise<void> {
    return this.tell(session, STATUS.stop);
  }

  /** What is asked from now on has no answer. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.socket.close();
  }

  private async tell({ id, address, sessionClass }: LeasedSession, status: number): Promise<void> {
    const { secret, login } = this.options;
    const attributes = [
      uint32(40, status),
      attribute(1, login),
      attribute(44, id),
      attribute(4, Buffer.from([127, 0, 0, 1])),
      attribute(TYPE.framedIpAddress, Buffer.from(address.split('.').map(Number))),
      attribute(TYPE.class, sessionClass),
    ];
    const request = hashedPacket({ code: CODE.accountingRequest, identifier: this.nextIdentifier(), attributes }, { secret });
    await this.ask(request, ({ accountingPort }) => accountingPort);
  }

  private ask(request: Buffer, portOf: (server: ServerPorts) => number): Promise<Buffer> {
    const { servers, secret } = this.options;
    const send = (): void => {
      const server = servers[this.#turn++ % servers.length] as ServerPorts;
      this.socket.send(request, portOf(server), '127.0.0.1');
    };
    return new Promise((resolve) => {
      if (this.#isClosed) return;
      this.#timer = setInterval(send, PATIENCE_MS);
      const receive = (answer: Buffer): void => {
        if (!isAnswerTo(request, answer, secret)) return;
        clearInterval(this.#timer);
        this.socket.off('message', receive);
        resolve(answer);
      };
      this.socket.on('message', receive);
      send();
    });
  }

  private nextIdentifier(): number {
    this.#identifier = (this.#identifier + 1) % 256;
    return this.#identifier;
  }
}

function readAttribute(packet: Buffer, type: number): Buffer | undefined {
  for (let at = ATTRIBUTES_AT; at < packet.length; at += packet.readUInt8(at + 1))
    if (packet[at] === type) return packet.subarray(at + 2, at + packet.readUInt8(at + 1));
  return undefined;
}
