import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  captureView,
  type FakeCapture,
  type FakeOrder,
  type FakeRefund,
  money,
  orderView,
  type Plan,
  paypalId,
  refundView,
  toMinor,
} from './fake-orders.js';
import { faultOf } from './request-check.js';

/** What becomes of the next request: `lost` is done and its answer never arrives, `in-progress` is done while the answer says that it is being done, `refused` is
 * done while another call with its key is told no. */
export type Fault = 'lost' | 'in-progress' | 'refused' | 'away' | '500' | '429' | 'html' | 'broken-json';

export interface FakeEvent {
  readonly id: string;
  readonly event_type: string;
  readonly resource: object;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** A PayPal of its own: orders, captures, refunds, webhooks, a page for payers, keys that make calls idempotent, and faults on demand. */
export class FakePayPal {
  readonly orders = new Map<string, FakeOrder>();
  readonly events: FakeEvent[] = [];
  readonly webhooks = new Map<string, string>();
  readonly faults: { readonly fault: Fault; readonly path: RegExp }[] = [];
  /** Requests as `POST /v2/…`. */
  readonly calls: string[] = [];
  /** Requests that PayPal's own description of its API does not allow. */
  readonly faulted: string[] = [];
  /** How often money was taken. */
  capturesMade = 0;
  refundsMade = 0;
  readonly #answers = new Map<string, Answer>();
  readonly #tokens = new Set<string>();
  readonly #eventTypes = new Map<string, unknown>();
  #server: Server | undefined;

  readonly keys = { clientId: 'fake-client', clientSecret: 'fake-secret' };

  get url(): string {
    const address = this.#server?.address() as AddressInfo | undefined;
    return `http://127.0.0.1:${address?.port ?? 0}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.serve(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  orderOf(attemptId: string): FakeOrder {
    const order = [...this.orders.values()].find(({ unit }) => unit.custom_id === attemptId);
    if (!order) throw new Error(`there is no order of ${attemptId}`);
    return order;
  }

  /** The payer presses the button. */
  approve(attemptId: string, plan: Plan = 'COMPLETED'): FakeOrder {
    const order = this.orderOf(attemptId);
    if (order.status === 'COMPLETED') return order;
    order.status = 'APPROVED';
    order.isPayerKnown = true;
    order.plan = plan;
    this.tell('CHECKOUT.ORDER.APPROVED', orderView(this.url, order));
    return order;
  }

  captureOf(attemptId: string): FakeCapture {
    const { capture } = this.orderOf(attemptId);
    if (!capture) throw new Error(`nothing of ${attemptId} is captured`);
    return capture;
  }

  /** A review ends. */
  settle(attemptId: string, status: 'COMPLETED' | 'DECLINED'): FakeEvent {
    const capture = this.captureOf(attemptId);
    capture.status = status;
    return this.tell(`PAYMENT.CAPTURE.${status === 'DECLINED' ? 'DENIED' : status}`, captureView(this.url, capture));
  }

  /** Money goes back from PayPal's own site, or by PayPal's decision. */
  giveBack(attemptId: string, minor: number, type: 'REFUNDED' | 'REVERSED'): FakeEvent {
    const capture = this.captureOf(attemptId);
    return this.tell(`PAYMENT.CAPTURE.${type}`, refundView(this.url, this.refunded(capture, minor), capture));
  }

  dispute(attemptId: string, minor: number, id = `PP-R-${paypalId()}`, outcome?: string): FakeEvent {
    const { amount, customId, id: captureId } = this.captureOf(attemptId);
    return this.tell(`CUSTOMER.DISPUTE.${outcome === undefined ? 'CREATED' : 'RESOLVED'}`, {
      dispute_id: id,
      reason: 'UNAUTHORISED',
      status: outcome === undefined ? 'OPEN' : 'RESOLVED',
      dispute_amount: money(minor, amount.currency_code),
      disputed_transactions: [{ seller_transaction_id: captureId, custom: customId }],
      ...(outcome === undefined ? {} : { dispute_outcome: { outcome_code: outcome } }),
    });
  }

  /** Sends an event as PayPal does; it says itself whether it was sent by it. */
  deliver(event: FakeEvent, to: string, changes: { readonly body?: string; readonly webhookId?: string } = {}): Promise<Response> {
    const { body, headers } = this.messageOf(event);
    return fetch(to, { method: 'POST', body: changes.body ?? body, headers });
  }

  messageOf(event: FakeEvent): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
    const headers = {
      'content-type': 'application/json',
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-test',
      'paypal-transmission-id': event.id,
      'paypal-transmission-sig': 'signed',
      'paypal-transmission-time': '2026-11-22T10:00:00Z',
    };
    return { body: JSON.stringify(event), headers };
  }

  private tell(type: string, resource: object): FakeEvent {
    const event = { id: `WH-${paypalId()}`, event_version: '1.0', event_type: type, resource };
    this.events.push(event);
    return event;
  }

  private refunded(capture: FakeCapture, minor: number): FakeRefund {
    const refund = { id: paypalId(), captureId: capture.id, status: 'COMPLETED', amount: money(minor, capture.amount.currency_code) };
    capture.refunds.push(refund);
    capture.status = refundedMinor(capture) >= toMinor(capture.amount) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    return refund;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/checkoutnow') return this.payerPage(url, response);
    if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
    this.calls.push(`${request.method} ${url.pathname}`);
    const at = this.faults.findIndex(({ path }) => path.test(`${request.method} ${url.pathname}`));
    const fault = at < 0 ? undefined : this.faults.splice(at, 1)[0]?.fault;
    if (fault === 'away') return void request.socket.destroy();
    if (fault === '500') return send(response, 500, { name: 'INTERNAL_SERVER_ERROR', message: 'An internal server error has occurred.' });
    if (fault === '429') return send(response, 429, { name: 'RATE_LIMIT_REACHED', message: 'Too many requests.' });
    if (fault === 'html') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>200</html>');
    const answer = this.answer(request, url.pathname, text);
    if (fault === 'lost') return void request.socket.destroy();
    if (fault === 'in-progress')
      return send(response, 409, { name: 'PREVIOUS_REQUEST_IN_PROGRESS', message: 'A previous call is in progress.' });
    if (fault === 'refused') return send(response, 422, no(422, 'COMPLIANCE_VIOLATION').body);
    if (fault === 'broken-json') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"');
    send(response, answer.status, answer.body);
  }

  private answer(request: IncomingMessage, path: string, text: string): Answer {
    const { authorization = '' } = request.headers;
    if (path === '/v1/oauth2/token') {
      const { clientId, clientSecret } = this.keys;
      const isKnown = authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      if (!isKnown) return { status: 401, body: { error: 'invalid_client', error_description: 'Client Authentication failed' } };
      const token = `A21AA${paypalId()}`;
      this.#tokens.add(token);
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 32_400 } };
    }
    if (!this.#tokens.has(authorization.replace('Bearer ', ''))) return no(401, 'AUTHENTICATION_FAILURE');
    const key = request.headers['paypal-request-id'];
    const name = typeof key === 'string' ? `${path}#${key}` : undefined;
    const known = name === undefined ? undefined : this.#answers.get(name);
    if (known) return { ...known, status: 200 };
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const wrong = faultOf(`${request.method} ${path}`, body);
    if (wrong !== undefined) {
      this.faulted.push(wrong);
      return no(400, 'INVALID_REQUEST');
    }
    const answer = this.route(`${request.method} ${path}`, body, text);
    if (name !== undefined && answer.status < 300) this.#answers.set(name, answer);
    return answer;
  }

  private route(what: string, body: Record<string, unknown>, text: string): Answer {
    if (what === 'POST /v2/checkout/orders') return this.createOrder(body);
    const [, orderId = '', isCapture] = /^(?:GET|POST) \/v2\/checkout\/orders\/([^/]+)(\/capture)?$/.exec(what) ?? [];
    const order = this.orders.get(orderId);
    if (orderId !== '' && !order) return no(404, 'INVALID_RESOURCE_ID');
    if (order) return isCapture ? this.captureOrder(order) : { status: 200, body: orderView(this.url, order) };
    const [, captureId] = /^POST \/v2\/payments\/captures\/([^/]+)\/refund$/.exec(what) ?? [];
    if (captureId !== undefined) return this.refund(captureId, body);
    if (what === 'POST /v1/notifications/verify-webhook-signature') {
      const { id } = (JSON.parse(text) as { readonly webhook_event: FakeEvent }).webhook_event;
      const sent = this.events.find((event) => event.id === id);
      const isOurs =
        sent !== undefined && text.includes(JSON.stringify(sent)) && [...this.webhooks.values()].includes(String(body.webhook_id));
      return { status: 200, body: { verification_status: isOurs ? 'SUCCESS' : 'FAILURE' } };
    }
    if (what === 'GET /v1/notifications/webhooks')
      return { status: 200, body: { webhooks: [...this.webhooks.keys()].map((url) => this.webhookView(url)) } };
    if (what === 'POST /v1/notifications/webhooks') {
      const url = String(body.url);
      this.webhooks.set(url, paypalId());
      this.#eventTypes.set(url, body.event_types);
      return { status: 201, body: this.webhookView(url) };
    }
    const [, webhookId] = /^PATCH \/v1\/notifications\/webhooks\/([^/]+)$/.exec(what) ?? [];
    const [url] = [...this.webhooks].find(([, id]) => id === webhookId) ?? [];
    if (url !== undefined) {
      const [{ value }] = JSON.parse(text) as [{ readonly value: unknown }];
      this.#eventTypes.set(url, value);
      return { status: 200, body: this.webhookView(url) };
    }
    return no(404, 'RESOURCE_NOT_FOUND');
  }

  private webhookView(url: string): object {
    return { id: this.webhooks.get(url), url, event_types: this.#eventTypes.get(url) };
  }

  private createOrder(body: Record<string, unknown>): Answer {
    const [unit] = body.purchase_units as [FakeOrder['unit']];
    const source = body.payment_source as { paypal: { experience_context: { return_url: string; cancel_url: string } } };
    const { return_url: returnUrl, cancel_url: cancelUrl } = source.paypal.experience_context;
    const { value, currency_code } = unit.amount;
    if (typeof value !== 'string' || !/^\d+(\.\d\d)?$/.test(value)) return no(400, 'INVALID_PARAMETER_SYNTAX');
    if (['JPY', 'HUF', 'TWD'].includes(currency_code) && value.includes('.')) return no(422, 'DECIMALS_NOT_SUPPORTED');
    const bare = { id: paypalId(), status: 'PAYER_ACTION_REQUIRED', plan: 'COMPLETED', unit, returnUrl, cancelUrl } as const;
    const order: FakeOrder = { ...bare, capture: undefined, isPayerKnown: false };
    this.orders.set(order.id, order);
    return { status: 201, body: orderView(this.url, order) };
  }

  private captureOrder(order: FakeOrder): Answer {
    if (order.capture) return no(422, 'ORDER_ALREADY_CAPTURED');
    if (order.status !== 'APPROVED') return no(422, 'ORDER_NOT_APPROVED');
    const { amount, invoice_id: invoiceId, custom_id: customId } = order.unit;
    const taken = [...this.orders.values()].some(({ capture }) => capture?.invoiceId === invoiceId && capture.status !== 'DECLINED');
    if (taken) return no(422, 'DUPLICATE_INVOICE_ID');
    if (order.plan === 'INSTRUMENT_DECLINED') {
      order.status = 'PAYER_ACTION_REQUIRED';
      return no(422, 'INSTRUMENT_DECLINED');
    }
    order.capture = { id: paypalId(), status: order.plan, amount, invoiceId, customId, orderId: order.id, refunds: [] };
    order.status = 'COMPLETED';
    this.capturesMade++;
    this.tell(`PAYMENT.CAPTURE.${order.plan === 'DECLINED' ? 'DENIED' : order.plan}`, captureView(this.url, order.capture));
    return { status: 201, body: orderView(this.url, order) };
  }

  private refund(captureId: string, body: Record<string, unknown>): Answer {
    const capture = [...this.orders.values()].find((order) => order.capture?.id === captureId)?.capture;
    if (!capture) return no(404, 'INVALID_RESOURCE_ID');
    const minor = toMinor(body.amount as FakeCapture['amount']);
    if (refundedMinor(capture) + minor > toMinor(capture.amount)) return no(422, 'REFUND_AMOUNT_EXCEEDED');
    this.refundsMade++;
    const view = refundView(this.url, this.refunded(capture, minor), capture);
    this.tell('PAYMENT.CAPTURE.REFUNDED', view);
    return { status: 201, body: view };
  }

  /** Where payers say yes or no; `do` comes from its buttons. */
  private payerPage(url: URL, response: ServerResponse): void {
    const order = this.orders.get(url.searchParams.get('token') ?? '');
    if (!order) return void response.writeHead(404).end('unknown token');
    const choice = url.searchParams.get('do');
    if (choice === null) {
      const button = (name: string, text: string): string =>
        `<p><a id="${name}" href="/checkoutnow?token=${order.id}&do=${name}">${text}</a></p>`;
      const page = `<!doctype html><meta name="viewport" content="width=device-width"><title>PayPal (fake)</title><h1>Pay ${order.unit.amount.value} ${order.unit.amount.currency_code}</h1>`;
      return void response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(page + button('approve', 'Pay now') + button('approve-and-stay', 'Pay and close the window') + button('cancel', 'Cancel'));
    }
    if (choice !== 'cancel') this.approve(order.unit.custom_id);
    if (choice === 'approve-and-stay') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Paid</title>');
    const back = new URL(choice === 'cancel' ? order.cancelUrl : order.returnUrl);
    back.searchParams.set('token', order.id);
    if (choice !== 'cancel') back.searchParams.set('PayerID', 'QYR5Z8XDVJNXQ');
    response.writeHead(302, { location: back.href }).end();
  }
}

function refundedMinor({ refunds }: FakeCapture): number {
  return refunds.reduce((sum, { amount }) => sum + toMinor(amount), 0);
}

function no(status: number, issue: string): Answer {
  const name = status === 404 ? 'RESOURCE_NOT_FOUND' : status === 401 ? 'AUTHENTICATION_FAILURE' : 'UNPROCESSABLE_ENTITY';
  return {
    status,
    body: { name, message: 'It was not done.', debug_id: paypalId().toLowerCase(), details: [{ issue, description: issue }] },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
