import { FOLLOW_UP_SERVICE, forEachApplication, SERVICE_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { OFFERS, TopupStory } from './topup-story.js';

forEachApplication('An order whose invoice was credited or written off', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const followUps = () => app().container.resolve(FOLLOW_UP_SERVICE);

  async function invoiced(service: string): Promise<{ readonly purchase: string; readonly invoiceId: string }> {
    const { id: purchase, documentId } = await story.ask('buy', { service, offer: OFFERS[0] ?? '', charge: 'pay-first' });
    const { id: invoiceId } = await app().write((tx) => followUps().invoiceProforma(tx, documentId ?? ''));
    await app().settle();
    return { purchase, invoiceId };
  }

  async function credit(invoiceId: string, grossMinor?: number): Promise<void> {
    const wanted = grossMinor === undefined ? {} : { lines: [{ line: 0, grossMinor }] };
    await app().write((tx) => followUps().credit(tx, invoiceId, wanted, { idempotencyKey: `by-hand-${invoiceId}` }));
    await app().settle();
  }

  async function writeOff(invoiceId: string): Promise<void> {
    await app().write((tx) => followUps().writeOff(tx, invoiceId, { reason: 'gone' }, { idempotencyKey: `by-hand-${invoiceId}` }));
    await app().settle();
  }

  async function outcome(service: string, customerId: string) {
    const { purchases } = await story.ask<{ purchases: readonly { readonly state: string }[] }>('line', { service });
    return [purchases.map(({ state }) => state), (await story.grants(service)).length, await story.balance(customerId)];
  }

  it('is cancelled, and gives nothing for what nobody has paid', async () => {
    for (const giveUp of [credit, writeOff]) {
      const { id: service, customerId } = await story.line();
      const { invoiceId } = await invoiced(service);
      await giveUp(invoiceId);
      await story.pay(customerId, 1);
      expect(await outcome(service, customerId), giveUp.name).to.deep.equal([['cancelled'], 0, 1]);
      await story.pay(customerId, 2000);
      expect(await outcome(service, customerId), giveUp.name).to.deep.equal([['cancelled'], 0, 2001]);
    }
  });

  it('is cancelled where only a part of it was, and leaves on the balance what was paid of the rest, before or after', async () => {
    const { id: later, customerId: payer } = await story.line();
    const { invoiceId: toCredit } = await invoiced(later);
    await credit(toCredit, 600);
    await story.pay(payer, 400);
    expect(await outcome(later, payer)).to.deep.equal([['cancelled'], 0, 400]);
    await story.pay(payer, 100);
    expect(await outcome(later, payer)).to.deep.equal([['cancelled'], 0, 500]);
    const { id: before, customerId } = await story.line();
    const { invoiceId: toWriteOff } = await invoiced(before);
    await story.pay(customerId, 300);
    await writeOff(toWriteOff);
    await story.pay(customerId, 1);
    expect(await outcome(before, customerId)).to.deep.equal([['cancelled'], 0, 301]);
  });

  it('makes no money of an order that was cancelled, or of a line that was stopped', async () => {
    for (const end of ['cancelled', 'stopped'])
      for (const giveUp of [credit, writeOff]) {
        const { id: service, customerId } = await story.line();
        const { purchase, invoiceId } = await invoiced(service);
        if (end === 'cancelled') await story.ask('refund', { purchase });
        else await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, service, { status: 'stopped' }));
        await giveUp(invoiceId);
        await story.pay(customerId, 1);
        await story.pay(customerId, 1);
        expect(await outcome(service, customerId), `${end}, ${giveUp.name}`).to.deep.equal([['cancelled'], 0, 2]);
      }
  });

  it('gives back once what was paid of the invoice of a cancelled order before the rest was written off', async () => {
    const { id: service, customerId } = await story.line();
    const { purchase, invoiceId } = await invoiced(service);
    await story.ask('refund', { purchase });
    await story.pay(customerId, 300);
    await writeOff(invoiceId);
    for (let time = 0; time < 2; time++) await story.pay(customerId, 1);
    expect(await outcome(service, customerId)).to.deep.equal([['cancelled'], 0, 302]);
  });
});
