import { AccessToken, type ApiKeys } from './access-token.js';
import { ask, type HttpRequest } from './http-client.js';
import { asRecord, demand, recordsIn, textIn } from './json-reader.js';
import type { PayPalApi } from './paypal-api.js';
import { PayPalProblem } from './paypal-problem.js';
import { readOrder, readRefund } from './resources.js';

const WEBHOOKS = '/v1/notifications/webhooks';

/** PayPal over HTTP, with one set of keys. */
export function httpPayPalApi(keys: ApiKeys): PayPalApi {
  const token = new AccessToken(keys);

  async function call(
    request: Pick<HttpRequest, 'method' | 'path' | 'signal'> & { readonly body?: unknown; readonly key?: string },
  ): Promise<unknown> {
    const { body, key, ...rest } = request;
    const send = async (): Promise<unknown> =>
      ask(keys.baseUrl, {
        ...rest,
        headers: {
          authorization: `Bearer ${await token.get(rest.signal)}`,
          'content-type': 'application/json',
          accept: 'application/json',
          ...(key === undefined ? {} : { 'paypal-request-id': key, prefer: 'return=representation' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof PayPalProblem) || error.kind !== 'keys') throw error;
      token.drop();
      return send();
    }
  }

  return {
    createOrder: async ({ key, body }, signal) => readOrder(await call({ method: 'POST', path: '/v2/checkout/orders', key, body, signal })),
    getOrder: async (orderId, signal) => readOrder(await call({ method: 'GET', path: orderPath(orderId), signal })),
    captureOrder: async (orderId, key, signal) =>
      readOrder(await call({ method: 'POST', path: `${orderPath(orderId)}/capture`, key, body: {}, signal })),
    refundCapture: async ({ key, captureId, amount }, signal) => {
      const path = `/v2/payments/captures/${encodeURIComponent(captureId)}/refund`;
      return readRefund(await call({ method: 'POST', path, key, body: { amount }, signal }));
    },
    isGenuine: async (message, signal) => {
      const { body: event, ...rest } = message;
      const fields = {
        auth_algo: rest.algorithm,
        cert_url: rest.certificateUrl,
        transmission_id: rest.transmissionId,
        transmission_sig: rest.signature,
        transmission_time: rest.transmissionTime,
        webhook_id: rest.webhookId,
      };
      // Written by hand: the event must be the same to the byte.
      const body = `${JSON.stringify(fields).slice(0, -1)},"webhook_event":${event}}`;
      const answer = await call({ method: 'POST', path: '/v1/notifications/verify-webhook-signature', body, signal });
      return demand(textIn(asRecord(answer), 'verification_status'), 'verification status') === 'SUCCESS';
    },
    registerWebhook: async (url, eventTypes, signal) => {
      const types = eventTypes.map((name) => ({ name }));
      const known = recordsIn(asRecord(await call({ method: 'GET', path: WEBHOOKS, signal }))?.webhooks).find((hook) => hook.url === url);
      if (known) {
        const id = demand(textIn(known, 'id', 50), 'webhook id');
        const body = [{ op: 'replace', path: '/event_types', value: types }];
        await call({ method: 'PATCH', path: `${WEBHOOKS}/${encodeURIComponent(id)}`, body, signal });
        return id;
      }
      const made = asRecord(await call({ method: 'POST', path: WEBHOOKS, body: { url, event_types: types }, signal }));
      return demand(textIn(made, 'id', 50), 'webhook id');
    },
    signIn: async (signal) => {
      token.drop();
      await token.get(signal);
    },
  };
}

function orderPath(orderId: string): string {
  return `/v2/checkout/orders/${encodeURIComponent(orderId)}`;
}
