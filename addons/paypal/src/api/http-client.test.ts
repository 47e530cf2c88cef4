import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { ask } from './http-client.js';
import { PayPalProblem } from './paypal-problem.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const json = { 'content-type': 'application/json' };
const good: Handler = (_, response) => response.writeHead(200, json).end('{"id":"1"}');
const answering =
  (status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = json): Handler =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

describe('A question to PayPal', () => {
  let server: Server;
  let seen: { readonly key: string | undefined }[] = [];
  let handlers: Handler[] = [];

  before((done) => {
    server = createServer((request, response) => {
      seen.push({ key: request.headers['paypal-request-id'] as string | undefined });
      (handlers.shift() ?? good)(request, response);
    }).listen(0, '127.0.0.1', done);
  });
  beforeEach(() => {
    seen = [];
    handlers = [];
  });
  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  const asked = (signal = new AbortController().signal): Promise<unknown> =>
    ask(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      { method: 'POST', path: '/x', headers: { 'paypal-request-id': 'k' }, body: '{}', signal },
      { tryMs: 300, pausesMs: [1, 1] },
    );
  const problem = async (): Promise<PayPalProblem> => {
    try {
      await asked();
    } catch (error) {
      if (error instanceof PayPalProblem) return error;
      throw error;
    }
    throw new Error('it was answered');
  };

  const TROUBLE: Readonly<Record<string, Handler>> = {
    'an answer that is lost': (request) => request.socket.destroy(),
    'an answer that breaks off': (request, response) => {
      response.writeHead(200, { ...json, 'content-length': '100' });
      response.write('{"id":', () => request.socket.destroy());
    },
    'no answer in time': () => undefined,
    'an answer that drips and never ends': (_, response) => {
      response.writeHead(200, json);
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    },
    '500': answering(500, '{"name":"INTERNAL_SERVER_ERROR","message":"An internal server error has occurred."}'),
    '503 as HTML': answering(503, '<html>'),
    'that an earlier call with the key is still under way': answering(409, '{"name":"PREVIOUS_REQUEST_IN_PROGRESS","message":"m"}'),
    '429': answering(429, '{"name":"RATE_LIMIT_REACHED"}'),
    '200 as HTML': answering(200, '<html>', { 'content-type': 'text/html' }),
    'broken JSON': answering(200, '{"id":"'),
    'broken gzip': answering(200, 'not gzip', { ...json, 'content-encoding': 'gzip' }),
    'cut gzip': answering(200, gzipSync('{"id":"1"}').subarray(0, 12), { ...json, 'content-encoding': 'gzip' }),
    'an answer without end': answering(200, ' '.repeat(2_000_000)),
    'a way to somewhere else': answering(302, '', { location: 'http://127.0.0.1:9/' }),
  };

  for (const [name, handler] of Object.entries(TROUBLE)) {
    it(`is asked again under the same key after ${name}, and given up as unknown after three times`, async () => {
      handlers = [handler];
      expect(await asked()).to.deep.equal({ id: '1' });
      expect(seen).to.deep.equal([{ key: 'k' }, { key: 'k' }]);
      handlers = [handler, handler, handler];
      expect((await problem()).kind).to.equal('unknown');
      expect(seen).to.have.length(5);
    });
  }

  it('is answered with PayPal’s word for it, once, where PayPal has understood', async () => {
    const body = {
      name: 'UNPROCESSABLE_ENTITY',
      message: 'm',
      debug_id: 'd1',
      details: [{ issue: 'INSTRUMENT_DECLINED', description: 'Declined.' }],
    };
    handlers = [answering(422, JSON.stringify(body))];
    const { kind, issue, message } = await problem();
    expect([kind, issue, message]).to.deep.equal([
      'refused',
      'INSTRUMENT_DECLINED',
      'PayPal answered 422 INSTRUMENT_DECLINED: Declined. (debug id d1)',
    ]);
    handlers = [answering(401, '{"error":"invalid_client","error_description":"Client Authentication failed"}')];
    expect(await problem()).to.include({ kind: 'keys', issue: 'invalid_client' });
    expect(seen).to.have.length(2);
  });

  it('ends when whoever asks has gone', async () => {
    handlers = [() => undefined];
    expect(await asked(AbortSignal.timeout(20)).catch((error: unknown) => (error as PayPalProblem).kind)).to.equal('unknown');
    expect(seen.length).to.be.at.most(1);
  });
});
