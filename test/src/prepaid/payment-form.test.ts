import { AdminBrowser, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('Taking a payment of a prepaid customer', '2026-11-02T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('says and fills in what opens the line of who is blocked or what is owed, and nothing of who is in credit', async () => {
    const { customerId: blocked } = await story.paidLine(50);
    const { customerId: open } = await story.paidLine(2000);
    const browser = await AdminBrowser.signedIn(app());
    const form = async (customerId: string): Promise<string> => (await browser.get(`/customers/${customerId}/payments/new`)).text;
    expect(await form(blocked)).to.match(/The balance of .*Blocked: pay €0\.83 to go on\./s);
    expect(await form(open)).to.not.include('to go on');
    const filledIn = (page: string): string => /<input[^>]*name="amountMinor"[^>]*value="([^"]*)"/.exec(page)?.[1] ?? '';
    expect([await form(blocked), await form(open)].map(filledIn)).to.deep.equal(['0.83', '']);
    const pages = [blocked, open].map(async (customerId) => (await browser.get(`/customers/${customerId}`)).text);
    expect((await Promise.all(pages)).map(filledIn)).to.deep.equal(['0.83', '']);
    const owing = await story.line((await story.customer({ minimalBalanceMinor: -1000 })).id);
    expect(filledIn(await form(owing.customerId))).to.equal('1.33');
    expect((await browser.get(`/customers/${blocked}`)).text).to.match(/The balance of .*Blocked: pay €0\.83 to go on\./s);
  });
});
