import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect } from 'chai';
import { HttpGateway } from './http-gateway.js';

const SMS = { id: 'm1', to: '420777123456', text: 'Účet: "40 %" & more\nsecond line' };

describe('An HTTP gateway for SMS', () => {
  let server: Server;
  let answer = { status: 200, body: 'OK 17' };
  let isCut = false;
  let asked: { readonly request: IncomingMessage; readonly body: string }[] = [];
  beforeEach(async () => {
    asked = [];
    isCut = false;
    answer = { status: 200, body: 'OK 17' };
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      request.on('end', () => {
        asked.push({ request, body });
        if (isCut) request.socket.destroy();
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  const gateway = (settings: Partial<ConstructorParameters<typeof HttpGateway>[0]> = {}, timeoutMs?: number): HttpGateway =>
    new HttpGateway(
      {
        from: 'Valley Net',
        httpUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send?ref={id}`,
        httpMethod: 'POST',
        httpBody: '{"to":"{to}","from":"{from}","message":"{text}"}',
        httpContentType: 'application/json',
        httpAuthorization: 'Bearer token',
        httpSuccess: '',
        ...settings,
      },
      timeoutMs,
    );

  it('gets the message as JSON, with quotes and lines escaped', async () => {
    expect(await gateway().send(SMS)).to.deep.equal({ kind: 'sent', reference: 'OK 17' });
    expect(asked[0]?.request.url).to.equal('/send?ref=m1');
    expect(asked[0]?.request.headers.authorization).to.equal('Bearer token');
    expect(JSON.parse(asked[0]?.body ?? '')).to.deep.equal({ to: SMS.to, from: 'Valley Net', message: SMS.text });
  });

  it('gets it as a form, or in the address', async () => {
    await gateway({ httpContentType: 'application/x-www-form-urlencoded', httpBody: 'to={to}&text={text}' }).send(SMS);
    expect(new URLSearchParams(asked[0]?.body).get('text')).to.equal(SMS.text);
    const { port } = server.address() as AddressInfo;
    await gateway({ httpMethod: 'GET', httpUrl: `http://127.0.0.1:${port}/?t={text}` }).send(SMS);
    expect(new URL(asked[1]?.request.url ?? '', 'http://x').searchParams.get('t')).to.equal(SMS.text);
  });

  it('puts nothing of a message in the place of another', async () => {
    await gateway().send({ ...SMS, text: '{to}' });
    expect(JSON.parse(asked[0]?.body ?? '')).to.include({ message: '{to}' });
  });

  it('tells what is refused for good from what may go through later', async () => {
    for (const [status, kind] of [
      [400, 'refused'],
      [422, 'refused'],
      [401, 'failed'],
      [429, 'failed'],
      [500, 'failed'],
    ] as const) {
      answer = { status, body: 'no' };
      expect((await gateway().send(SMS)).kind, String(status)).to.equal(kind);
    }
    answer = { status: 200, body: 'ERROR: no credit' };
    expect(await gateway({ httpSuccess: 'OK' }).send(SMS)).to.deep.equal({
      kind: 'failed',
      reason: 'the SMS gateway answered 200: ERROR: no credit',
    });
    expect((await gateway({ httpUrl: 'http://127.0.0.1:1/' }).send(SMS)).kind).to.equal('failed');
  });

  it('may have a message whose answer was lost, and is not given it twice', async () => {
    isCut = true;
    expect(await gateway().send(SMS)).to.deep.equal({
      kind: 'uncertain',
      reason: 'the SMS gateway may have it, and did not say so: socket hang up',
    });
    expect(asked).to.have.length(1);
  });

  it('has no message where the connection is lost before the request went out', async () => {
    const closing = createTcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
    const httpUrl = `https://127.0.0.1:${(closing.address() as AddressInfo).port}/`;
    const outcome = await gateway({ httpUrl }).send(SMS);
    await new Promise<void>((resolve) => void closing.close(() => resolve()));
    expect(outcome.kind).to.equal('failed');
  });

  it('has no message where nobody answers the greeting of TLS, and may have one that it lets wait', async () => {
    const silent = createTcpServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const secure = await gateway({ httpUrl: `https://${address}` }, 500).send(SMS);
    const plain = await gateway({ httpUrl: `http://${address}` }, 500).send(SMS);
    await new Promise<void>((resolve) => void silent.close(() => resolve()));
    expect([secure.kind, plain.kind]).to.deep.equal(['failed', 'uncertain']);
  });
});
