import type { AddressInfo, Server } from 'node:net';
import { expect } from 'chai';
import smpp, { type Pdu, type Session } from 'smpp';
import { SmppGateway } from './smpp-gateway.js';

const SMS = { id: 'm1', to: '420777123456', text: 'Účet 40 Kč, Ελλάδα' };

describe('An SMPP message centre', () => {
  let centre: Server;
  let gateway: SmppGateway;
  let taken: Pdu[] = [];
  let status = 0;
  let port = 0;
  const sessions = new Set<Session>();
  beforeEach(async () => {
    taken = [];
    status = 0;
    sessions.clear();
    centre = smpp.createServer((session) => {
      sessions.add(session);
      session.on('error', () => undefined);
      session.on('bind_transceiver', (pdu: Pdu) =>
        session.send(pdu.response({ command_status: pdu.password === 'secret' ? 0 : smpp.errors.ESME_RBINDFAIL })),
      );
      session.on('submit_sm', (pdu: Pdu) => {
        taken.push(pdu);
        session.send(pdu.response({ command_status: status, message_id: `n${taken.length}` }));
      });
    });
    await new Promise<void>((resolve) => centre.listen(0, '127.0.0.1', resolve));
    port = (centre.address() as AddressInfo).port;
    gateway = gatewayWith('secret');
  });
  afterEach(async () => {
    gateway.close();
    for (const session of sessions) session.destroy();
    await new Promise<void>((resolve) => void centre.close(() => resolve()));
  });

  const gatewayWith = (smppPassword: string): SmppGateway =>
    new SmppGateway({
      from: 'ValleyNet',
      smppHost: '127.0.0.1',
      smppPort: port,
      smppTls: false,
      smppSystemId: 'tapline',
      smppPassword,
    });

  it('takes a message in any script, and its name for it is kept', async () => {
    expect(await gateway.send(SMS)).to.deep.equal({ kind: 'sent', reference: 'n1' });
    expect(taken[0]).to.include({ destination_addr: SMS.to, source_addr: 'ValleyNet' });
    expect(taken[0]?.message_payload).to.include({ message: SMS.text });
  });

  it('is connected to again when the session was lost', async () => {
    await gateway.send(SMS);
    const [first] = sessions;
    const isLost = new Promise((resolve) => first?.once('close', resolve));
    first?.destroy();
    await isLost;
    let outcome = await gateway.send(SMS);
    if (outcome.kind === 'failed') outcome = await gateway.send(SMS);
    expect(outcome.kind).to.equal('sent');
  });

  it('says why it does not take one, for good or for now', async () => {
    status = smpp.errors.ESME_RINVDSTADR ?? 0;
    expect(await gateway.send(SMS)).to.deep.equal({ kind: 'refused', reason: 'the message centre answered ESME_RINVDSTADR' });
    status = smpp.errors.ESME_RTHROTTLED ?? 0;
    expect(await gateway.send(SMS)).to.deep.equal({ kind: 'failed', reason: 'the message centre answered ESME_RTHROTTLED' });
  });

  it('that does not let us in, or is not there, is tried again later', async () => {
    const stranger = gatewayWith('wrong');
    expect(await stranger.send(SMS)).to.include({ kind: 'failed' });
    stranger.close();
    await new Promise<void>((resolve) => void centre.close(() => resolve()));
    const late = gatewayWith('secret');
    expect((await late.send(SMS)).kind).to.equal('failed');
    late.close();
  });
});
