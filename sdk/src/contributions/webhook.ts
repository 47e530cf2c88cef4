/** A request from outside, as it came. */
export interface WebhookRequest {
  /** Names in lower case; of a header that came twice, the values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The octets received: verify signatures over these, before parsing. */
  readonly body: Uint8Array;
  readonly receivedAtMs: number;
  /** Aborted when the caller has left, and after 30 s. */
  readonly signal: AbortSignal;
}

export interface WebhookAnswer {
  /** 200 to 599. Senders repeat what is not answered with 2xx: answer so only when all is kept, and for what will never be wanted. */
  readonly status: number;
  readonly text?: string;
}

/**
 * An address that others call: `POST /hooks/<add-on's id>/<id>`, without a session, with at most 256 KiB, answered within 30 s. Nobody is signed in:
 * the handler finds out who is speaking. It runs outside of any transaction and opens its own; what it throws is answered with 503, so that it is
 * sent again.
 */
export interface Webhook {
  readonly id: string;
  readonly title: string;
  handle(request: WebhookRequest): Promise<WebhookAnswer>;
}
