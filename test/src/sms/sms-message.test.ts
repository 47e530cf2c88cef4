import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ADDON_HOST,
  aCustomer,
  forEachApplication,
  NOTIFICATION_SERVICE,
  NOTIFICATION_SETTINGS,
  PAYMENT_SERVICE,
} from '@tapline/core/testing';
import { expect } from 'chai';

forEachApplication('A message by SMS', '2026-11-01T08:00:00Z', (app) => {
  let gateway: Server;
  let received: string[] = [];
  let arrived: Promise<void>;
  beforeEach(async () => {
    received = [];
    arrived = new Promise((resolve) => {
      gateway = createServer((request, response) => {
        received.push(new URL(request.url ?? '', 'http://gateway').searchParams.get('text') ?? '');
        response.end('OK');
        resolve();
      });
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise<void>((resolve) => void gateway.close(() => resolve())));

  const host = () => app().container.resolve(ADDON_HOST);
  const pay = (customerId: string, key: string) =>
    app().write((tx) =>
      app().container.resolve(PAYMENT_SERVICE).record(tx, { customerId, amountMinor: 2000, method: 'cash' }, { idempotencyKey: key }),
    );
  const states = (customerId: string) =>
    app().view(async (tx) =>
      (await app().container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId, limit: 10 })).map(({ state, reason }) => reason ?? state),
    );

  it('goes through the gateway that the add-on was given, and waits in the history while the add-on is off', async () => {
    const { port } = gateway.address() as AddressInfo;
    await host().configure('sms', {
      gateway: 'http',
      httpMethod: 'GET',
      httpUrl: `http://127.0.0.1:${port}/?to={to}&text={text}`,
      countryCode: '420',
    });
    await app().write((tx) =>
      app()
        .container.resolve(NOTIFICATION_SETTINGS)
        .change(tx, 'payment.received', { channels: ['sms'] }),
    );
    const { id } = await aCustomer(app(), { name: 'Ann', phone: '777 123 456' });
    await pay(id, 'a');
    await app().settle();
    await arrived;
    expect(received).to.deep.equal(['Tapline: your payment of €20.00 arrived. Balance: €20.00.']);
    await host().disable('sms');
    await pay(id, 'b');
    await app().settle();
    expect((await states(id))[0]).to.equal('the channel "sms" is not there; is its add-on running?');
  });
});
