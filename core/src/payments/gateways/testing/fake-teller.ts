import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TELLER_SECRET = 'webhook secret';

interface Capture {
  readonly reference: string;
  status: 'pending' | 'failed' | 'completed';
  amountMinor: number;
  currency: string;
  feeMinor: number;
}

interface Return {
  readonly reference: string;
  readonly captureReference: string;
  readonly kind: 'refund' | 'reversal';
  status: 'pending' | 'completed' | 'withdrawn';
  readonly amountMinor: number;
  readonly currency: string;
}

export interface Order {
  readonly reference: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly currency: string;
  isApproved: boolean;
  readonly captures: Capture[];
  readonly returns: Return[];
}

/** What becomes of the next calls: the work is done and the answer lost or late, or nothing is done, or the answer is no. */
export type Fault = 'lost' | 'late' | 'error' | 'garbage' | 'refused';

/** A payment service as they are: with a page of its own, keys that make calls idempotent, and messages that it signs. */
export class FakeTeller {
  readonly orders = new Map<string, Order>();
  readonly faults: Fault[] = [];
  /** How the next capture comes out. */
  captureAs: Partial<Pick<Capture, 'status' | 'amountMinor' | 'currency'>> = {};
  /** How often money was taken: more than once for an order would be theft. */
  capturesMade = 0;
  refundsMade = 0;
  calls: string[] = [];
  /** Lets answers go that are late. */
  letGo: () => void = () => undefined;
  readonly #refunds = new Map<string, Return>();
  #server: Server | undefined;

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  get url(): string {
    const address = this.#server?.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  orderOf(attemptId: string): Order {
    const order = [...this.orders.values()].find((each) => each.attemptId === attemptId);
    if (!order) throw new Error(`no order for ${attemptId}`);
    return order;
  }

  /** The payer has agreed on the teller's own page. */
  approve(attemptId: string): void {
    this.orderOf(attemptId).isApproved = true;
  }

  /** The teller, or the payer's bank, takes money back. */
  takeBack(attemptId: string, amountMinor: number, kind: 'refund' | 'reversal' = 'reversal'): Return {
    const order = this.orderOf(attemptId);
    const capture = order.captures[0] as Capture;
    const back = { reference: `R${order.returns.length + 1}-${order.reference}`, captureReference: capture.reference, kind };
    const made: Return = { ...back, status: 'completed', amountMinor, currency: capture.currency };
    order.returns.push(made);
    return made;
  }

  /** A message of the teller, signed. */
  message(id: string, type: string, attemptId: string): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
    const body = JSON.stringify({ id, type, order: this.orderOf(attemptId) });
    return { body, headers: { 'X-Signature': createHmac('sha256', TELLER_SECRET).update(body).digest('hex') } };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { url = '' } = request;
    this.calls.push(`${request.method} ${url}`);
    const fault = this.faults.shift();
    if (fault === 'error') return void response.writeHead(500).end('<html>');
    if (fault === 'refused') return void response.writeHead(422).end('{}');
    const answer = this.answer(
      url,
      chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string | number>),
    );
    if (fault === 'lost') return void response.destroy();
    if (fault === 'late') {
      await new Promise<void>((resolve) => {
        this.letGo = resolve;
      });
    }
    if (fault === 'garbage') return void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"half');
    response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  }

  private answer(url: string, body: Record<string, string | number>): unknown {
    if (url === '/orders') {
      const reference = `O-${String(body.id)}`;
      const known = this.orders.get(reference);
      const order = known ?? {
        reference,
        attemptId: String(body.id),
        amountMinor: Number(body.amountMinor),
        currency: String(body.currency),
        isApproved: false,
        captures: [],
        returns: [],
      };
      this.orders.set(reference, order);
      return order;
    }
    const order = this.orders.get(url.split('/')[2] ?? '');
    if (!order) return undefined;
    if (url.endsWith('/settle')) {
      if (order.isApproved && order.captures.length === 0) {
        this.capturesMade += 1;
        const { amountMinor, currency } = order;
        order.captures.push({
          reference: `C-${order.reference}`,
          status: 'completed',
          amountMinor,
          currency,
          feeMinor: 35,
          ...this.captureAs,
        });
      }
      return order;
    }
    if (url.endsWith('/refunds')) {
      const key = String(body.key);
      let refund = this.#refunds.get(key);
      if (!refund) {
        this.refundsMade += 1;
        refund = this.takeBack(order.attemptId, Number(body.amountMinor), 'refund');
        this.#refunds.set(key, refund);
      }
      return refund;
    }
    return undefined;
  }
}
