import { type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { text } from 'node:stream/consumers';

export interface HttpRequest extends Pick<RequestOptions, 'method' | 'headers'> {
  readonly address: string;
  readonly body?: string;
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** A request that got no whole answer. */
export class RequestError extends Error {
  constructor(
    message: string,
    /** It may have arrived: there was a connection to write it to, with TLS where the address asks for it. */
    readonly isSent: boolean,
  ) {
    super(message);
  }
}

/** Asks once, over a connection of its own, and follows no redirect. Throws {@link RequestError}. */
export function askOnce({ address, body, timeoutMs, method, headers }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const url = new URL(address);
    const isSecure = url.protocol === 'https:';
    const signal = AbortSignal.timeout(timeoutMs);
    let isSent = false;
    const fail = ({ message }: Error): void =>
      reject(new RequestError(signal.aborted ? `no answer within ${timeoutMs / 1000} s` : message, isSent));
    const request = (isSecure ? requestSecure : requestPlain)(url, { method, headers, agent: false, signal });
    request.once('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isSent = true;
      });
    });
    request.on('error', fail);
    request.once('response', (response) => {
      text(response).then((said) => resolve({ status: response.statusCode ?? 0, body: said }), fail);
    });
    request.end(body);
  });
}
