import { hash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { findDigestFault, findPlainFault } from './load/answer-check.js';
import type { Load } from './load/load.js';
import { accessRequest, LoginRequests } from './load/login-requests.js';
import { runLoad } from './load/run-load.js';

const SECRET = 'a-shared-secret';
const ACCEPT = 2;
const REJECT = 3;

/** An answer without attributes. */
function answerTo(request: Buffer, code: number, secret = SECRET): Buffer {
  const answer = Buffer.concat([Buffer.from([code, request[1] as number, 0, 20]), request.subarray(4, 20)]);
  hash('md5', Buffer.concat([answer, Buffer.from(secret)]), 'buffer').copy(answer, 4);
  return answer;
}

describe('The load generator of the benchmark', function generator() {
  this.timeout(20_000);
  let server: Socket;
  let answering: (request: Buffer) => Buffer | undefined;

  before(async () => {
    server = createSocket('udp4');
    server.on('message', (request, { port }) => {
      const answer = answering(request);
      if (answer) server.send(answer, port, '127.0.0.1');
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  const load = (perSecond: number): Load => ({
    requests: 'pap',
    port: server.address().port,
    secret: SECRET,
    users: 10,
    pace: { kind: 'open', perSecond },
    warmUpMs: 0,
    durationMs: 200,
    timeoutMs: 50,
    tries: 2,
  });
  const run = (perSecond = 500) => runLoad(load(perSecond), new LoginRequests({ kind: 'pap', users: 10, secret: SECRET }));

  it('takes right answers for right', async () => {
    answering = (request) => answerTo(request, ACCEPT);
    const result = await run();
    expect(result.answered).to.be.within(80, 120);
    expect(result).to.include({ wrong: 0, timeouts: 0, retransmits: 0 });
    expect(result.verified).to.be.greaterThan(0);
    expect(result.withoutMessageAuthenticator).to.equal(result.verified);
  });

  it('notices answers made with another secret', async () => {
    answering = (request) => answerTo(request, ACCEPT, 'another-secret');
    const result = await run();
    expect(result.wrong).to.be.greaterThan(0);
    expect(result.firstFault).to.equal('wrong Response Authenticator');
  });

  it('notices every reject', async () => {
    answering = (request) => answerTo(request, REJECT);
    const result = await run();
    expect(result.wrong).to.be.at.least(result.answered);
    expect(result.firstFault).to.equal('Access-Reject in place of Access-Accept');
  });

  it('has a router’s patience with a server that does not answer', async () => {
    answering = () => undefined;
    const result = await run();
    expect(result.answered).to.equal(0);
    expect(result.timeouts).to.be.within(80, 120);
    expect(result.retransmits).to.equal(result.timeouts);
  });

  it('finds any octet of an answer that was changed', () => {
    const request = accessRequest({ kind: 'chap', secret: SECRET, user: 1, identifier: 7 });
    const answer = answerTo(request, ACCEPT);
    expect(findDigestFault(answer, request, SECRET)).to.equal(undefined);
    for (let at = 0; at < answer.length; at++) {
      const changed = Buffer.from(answer);
      changed[at] = (changed[at] as number) ^ 1;
      expect(findPlainFault(changed, 'chap') ?? findDigestFault(changed, request, SECRET), `octet ${at}`).to.be.a('string');
    }
  });
});
