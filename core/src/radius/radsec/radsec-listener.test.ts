import { expect } from 'chai';
import { PACKET_CODE } from '../codec/index.js';
import { RouterTable } from '../server/router-table.js';
import { accessPacket } from '../testing/access-packets.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { routerFacts } from '../testing/router-facts.js';
import { TlsRouter } from '../testing/tls-router.js';
import { createAuthority, issueCertificate } from './certificate-authority.js';
import { RadsecListener } from './radsec-listener.js';

const NAME = 'hill.example';
const ANSWERS = [1, 2, 3];

/** An Access-Accept without attributes, in memory that is used for others afterwards. */
function write(memory: Buffer, identifier: number): Buffer {
  memory.fill(identifier);
  memory.set([PACKET_CODE['Access-Accept'], identifier, 0, memory.length]);
  return memory;
}

describe('The RadSec listener', () => {
  let listener: RadsecListener | undefined;
  let router: TlsRouter | undefined;
  afterEach(async () => {
    router?.close();
    await listener?.close();
  });

  it('sends each answer as it was given, also where its memory holds another one before the connection takes it', async () => {
    const authority = await createAuthority(Date.now());
    const credentials = { ...(await issueCertificate(authority, NAME, Date.now())), authority: authority.certificate };
    const routers = new RouterTable();
    routers.replace([routerFacts({ certificateName: NAME })]);
    const memory = Buffer.alloc(20);
    let asked = 0;
    const opened = await RadsecListener.listen({
      host: '127.0.0.1',
      port: 0,
      credentials,
      routers,
      logger: new RecordingLogger(),
      onAccess: (_packet, _address, port) => {
        if (++asked < ANSWERS.length) return;
        for (const identifier of ANSWERS) opened.send(write(memory, identifier), port);
      },
      onAccounting: () => undefined,
      onAnswer: () => undefined,
      onConnected: () => undefined,
      onClosed: () => undefined,
      onStranger: () => undefined,
    });
    listener = opened;
    const asking = await TlsRouter.open(opened.port, credentials);
    router = asking;
    const answers = await Promise.all(
      ANSWERS.map((identifier) => asking.ask(accessPacket({ login: 'anna', password: 'right', identifier }))),
    );
    expect(answers).to.deep.equal(ANSWERS.map((identifier) => Buffer.from(write(memory, identifier))));
  });
});
