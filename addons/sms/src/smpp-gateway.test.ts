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
  let onTaken: () => void = () => undefined;
  /** Numbers for which the centre takes messages without ever saying so. */
  const silentTo = new Set<string>();
  const sessions = new Set<Session>();
  beforeEach(async () => {
    taken = [];
    onTaken = () => undefined;
    status = 0;
    sessions.clear();
    silentTo.clear();
    centre = smpp.createServer((session) => {
      sessions.add(session);
      session.on('error', () => undefined);
      session.on('bind_transceiver', (pdu: Pdu) =>
        session.send(pdu.response({ command_status: pdu.password === 'secret' ? 0 : smpp.errors.ESME_RBINDFAIL })),
      );
      session.on('submit_sm', (pdu: Pdu) => {
        taken.push(pdu);
        onTaken();
        if (silentTo.has(String(pdu.destination_addr))) return;
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

  const gatewayWith = (smppPassword: string, timeoutMs?: number): SmppGateway =>
    new SmppGateway(
      { from: 'ValleyNet', smppHost: '127.0.0.1', smppPort: port, smppTls: false, smppSystemId: 'tapline', smppPassword },
      timeoutMs,
    );

  it('takes a message in any script, and its name for it is kept', async () => {
    expect(await gateway.send(SMS)).to.deep.equal({ kind: 'sent', reference: 'n1' });
    expect(taken[0]).to.include({ destination_addr: SMS.to, source_addr: 'ValleyNet' });
    expect(taken[0]?.message_payload).to.include({ message: SMS.text });
  });

  it('is connected to again when the session was lost', async () => {
    await gateway.send(SMS);
    const [first] = sessions;
    const isLost = new Promise((resolve) => first?.once('close', resolve));
    // Both ends have closed once this one has.
    first?.close();
    await isLost;
    let outcome = await gateway.send(SMS);
    if (outcome.kind === 'failed') outcome = await gateway.send(SMS);
    expect(outcome.kind).to.equal('sent');
  });

  it('that is silent about one message is not asked to take it twice, and the others that are under way keep their answers', async () => {
    silentTo.add('420777000000');
    const patient = gatewayWith('secret', 300);
    const lost = patient.send({ ...SMS, to: '420777000000' });
    expect(await patient.send(SMS)).to.include({ kind: 'sent' });
    const { kind, reason } = (await lost) as { kind: string; reason: string };
    expect([kind, reason]).to.deep.equal(['uncertain', 'the message centre may have it, and did not say so: no answer within 0.3 s']);
    expect(await patient.send(SMS)).to.include({ kind: 'sent' });
    patient.close();
  });

  it('may have what was under way when the session is lost: nothing of it is sent again by itself', async () => {
    silentTo.add('420777000000');
    const isTaken = new Promise<void>((resolve) => {
      onTaken = resolve;
    });
    const lost = gateway.send({ ...SMS, to: '420777000000' });
    await isTaken;
    for (const session of sessions) session.destroy();
    expect((await lost).kind).to.equal('uncertain');
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
