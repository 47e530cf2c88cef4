import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { kernelCalls } from './kernel-calls.js';
import { UdpListener } from './udp-listener.js';

const options = {
  host: '127.0.0.1',
  port: 0,
  configurationKey: 'radius.authPort',
  receiveBufferOctets: 65_536,
  onDatagram: () => undefined,
};

async function errorOf(work: Promise<unknown>): Promise<TaplineError> {
  return work.then(
    () => {
      throw new Error('it went well');
    },
    (error: TaplineError) => error,
  );
}

/** Sends each of `datagrams` to `port` from a socket of its own before anything is read, and gives what each socket got back. */
async function exchange(datagrams: readonly string[], port: number): Promise<readonly string[]> {
  const sockets = await Promise.all(
    datagrams.map(async () => {
      const socket = createSocket('udp4');
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      return socket;
    }),
  );
  const answers = sockets.map(async (socket) => String(((await once(socket, 'message')) as [Buffer])[0]));
  await Promise.all(datagrams.map((text, index) => promisify(sockets[index]?.send.bind(sockets[index]) as Send)(text, port, '127.0.0.1')));
  const received = await Promise.all(answers);
  for (const socket of sockets) socket.close();
  return received;
}

type Send = (text: string, port: number, address: string, done: (error: Error | null) => void) => void;

const WAYS = [
  { way: 'many datagrams a system call', calls: kernelCalls() },
  { way: 'one datagram a system call', calls: undefined },
];

for (const { way, calls } of WAYS) {
  describe(`A UDP listener with ${way}`, () => {
    before(function needsCalls() {
      if (way.startsWith('many') && !calls) this.skip();
    });

    it('reads each datagram of a wave as it was sent, and answers each to where it came from', async () => {
      const wave = Array.from({ length: 300 }, (_, index) => `${index} `.repeat(1 + (index % 90)));
      const listener: UdpListener = await UdpListener.bind(
        {
          ...options,
          receiveBufferOctets: 4_194_304,
          onDatagram: (datagram, address, port) => listener.send(Buffer.from(`re: ${datagram.toString()}`), address, port),
        },
        calls,
      );
      expect(await exchange(wave, listener.port)).to.deep.equal(wave.map((text) => `re: ${text}`));
      await listener.close();
    });

    it('sends what is answered later, and to whom nobody listens any more', async () => {
      const seen: { readonly address: string; readonly port: number }[] = [];
      const listener: UdpListener = await UdpListener.bind(
        { ...options, onDatagram: (_, address, port) => seen.push({ address, port }) },
        calls,
      );
      const gone = createSocket('udp4');
      gone.bind(0, '127.0.0.1');
      await once(gone, 'listening');
      const { port: gonePort } = gone.address();
      gone.close();
      const answered = exchange(['a', 'b'], listener.port);
      while (seen.length < 2) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      for (const { address, port } of seen) {
        listener.send(Buffer.from('to nobody'), address, gonePort);
        listener.send(Buffer.from(`to ${port}`), address, port);
      }
      expect([...(await answered)].sort()).to.deep.equal(seen.map(({ port }) => `to ${port}`).sort());
      await listener.close();
    });

    it('is closed while it works on a wave', async () => {
      let closed: Promise<void> | undefined;
      const close = (): void => {
        closed ??= listener.close();
      };
      const listener: UdpListener = await UdpListener.bind({ ...options, onDatagram: close }, calls);
      const client = createSocket('udp4');
      for (let index = 0; index < 20; index++) client.send('x', listener.port, '127.0.0.1');
      while (!closed) {
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      await closed;
      client.close();
    });
  });
}

describe('A UDP listener', () => {
  it('says which key to change when the port is taken', async () => {
    const first = await UdpListener.bind(options);
    const error = await errorOf(UdpListener.bind({ ...options, port: first.port }));
    expect(error.code).to.equal('RADIUS_PORT_BUSY');
    expect(error.message).to.include(`127.0.0.1:${first.port}/udp`).and.include('radius.authPort');
    await first.close();
  });

  it('says that an address is not this machine’s', async () => {
    const error = await errorOf(UdpListener.bind({ ...options, host: '192.0.2.1' }));
    expect(error.code).to.equal('RADIUS_PORT_REFUSED');
    expect(error.message).to.include('radius.host');
  });
});
