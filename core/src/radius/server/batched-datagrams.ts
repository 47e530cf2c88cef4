import { formatIpv4, parseIpv4 } from '../../network/ipv4.js';
import { DatagramBatch } from './datagram-batch.js';
import type { KernelCalls } from './kernel-calls.js';

export interface BatchedDatagramsOptions {
  readonly calls: KernelCalls;
  readonly descriptor: number;
  readonly onDatagram: (datagram: Buffer, address: string, port: number) => void;
}

/** RFC 2865 s3; what is longer is cut by the kernel, and refused by the codec for its length. */
const MOST_OCTETS_RECEIVED = 4_097;
const MOST_OCTETS_SENT = 4_096;
const DATAGRAMS_A_CALL = 64;
/** So that routers get their answers while the rest of a wave is still worked on. */
const ANSWERS_A_CALL = 16;
/** Then the event loop gets its turn: timers, what threads say, the look for overload. */
const MOST_A_TURN = 256;
/** Addresses kept as text; routers are fewer. */
const MOST_ADDRESSES = 8_192;

/**
 * Takes from a socket, in one system call, all that waits behind the datagram that woke the event loop, and sends what is answered meanwhile in one as well: a call for each
 * datagram, with libuv's and Node.js's work around it, costs several times what deciding a login does.
 */
export class BatchedDatagrams {
  readonly #received: DatagramBatch;
  readonly #answers: DatagramBatch;
  readonly #texts = new Map<number, string>();
  readonly #numbers = new Map<string, number>();
  #waiting = 0;
  #isReceiving = false;
  #isFlushDue = false;
  #takenThisTurn = 0;
  #isClosed = false;

  constructor(private readonly options: BatchedDatagramsOptions) {
    this.#received = new DatagramBatch(options.calls, DATAGRAMS_A_CALL, MOST_OCTETS_RECEIVED);
    this.#answers = new DatagramBatch(options.calls, ANSWERS_A_CALL, MOST_OCTETS_SENT);
  }

  /** Works on a datagram that the event loop has read, then on those behind it. */
  receive(datagram: Buffer, address: string, port: number): void {
    this.#isReceiving = true;
    try {
      this.options.onDatagram(datagram, address, port);
      this.takeWaiting();
    } finally {
      this.#isReceiving = false;
      this.flush();
    }
  }

  /** Puts an answer on its way: with others, before the event loop gets its turn again. */
  send(datagram: Uint8Array, address: string, port: number): void {
    this.#answers.put(this.#waiting++, datagram, this.numberOf(address), port);
    if (this.#waiting === ANSWERS_A_CALL) this.flush();
    else if (!this.#isReceiving && !this.#isFlushDue) {
      this.#isFlushDue = true;
      process.nextTick(() => {
        this.#isFlushDue = false;
        this.flush();
      });
    }
  }

  /** Nothing is read or sent any more: the descriptor may be another's soon. */
  close(): void {
    this.flush();
    this.#isClosed = true;
  }

  private takeWaiting(): void {
    const received = this.#received;
    while (this.#takenThisTurn < MOST_A_TURN && !this.#isClosed) {
      received.makeRoom(DATAGRAMS_A_CALL);
      const count = this.options.calls.receiveMany(this.options.descriptor, received.headers, DATAGRAMS_A_CALL);
      if (count <= 0) return;
      if (this.#takenThisTurn === 0) setImmediate(() => (this.#takenThisTurn = 0));
      this.#takenThisTurn += count;
      for (let index = 0; index < count; index++) {
        this.options.onDatagram(received.datagram(index), this.textOf(received.address(index)), received.port(index));
      }
      if (count < DATAGRAMS_A_CALL) return;
    }
  }

  private flush(): void {
    const count = this.#waiting;
    this.#waiting = 0;
    if (this.#isClosed) return;
    // What the kernel does not take is lost like any datagram: its router asks again.
    for (let sent = 0; sent < count; ) {
      const taken = this.options.calls.sendMany(this.options.descriptor, this.#answers.headersFrom(sent), count - sent);
      sent += Math.max(taken, 1);
    }
  }

  private textOf(address: number): string {
    const known = this.#texts.get(address);
    if (known !== undefined) return known;
    const text = formatIpv4(address);
    this.remember(address, text);
    return text;
  }

  private numberOf(address: string): number {
    const known = this.#numbers.get(address);
    if (known !== undefined) return known;
    const number = parseIpv4(address);
    this.remember(number, address);
    return number;
  }

  private remember(number: number, text: string): void {
    if (this.#texts.size >= MOST_ADDRESSES) {
      this.#texts.clear();
      this.#numbers.clear();
    }
    this.#texts.set(number, text);
    this.#numbers.set(text, number);
  }
}
