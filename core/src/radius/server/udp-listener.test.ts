import type { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
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
