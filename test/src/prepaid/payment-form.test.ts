import { AdminBrowser, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('Taking a payment of a prepaid customer', '2026-11-02T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('says what opens the line of who is blocked, and nothing of who is not', async () => {
    const { customerId: blocked } = await story.paidLine(50);
    const { customerId: open } = await story.paidLine(2000);
    const browser = await AdminBrowser.signedIn(app());
    const form = async (customerId: string): Promise<string> => (await browser.get(`/customers/${customerId}/payments/new`)).text;
    expect(await form(blocked)).to.match(/The balance of .*Blocked: pay €0\.83 to go on\./s);
    expect(await form(open)).to.not.include('to go on');
    expect((await browser.get(`/customers/${blocked}`)).text).to.match(/The balance of .*Blocked: pay €0\.83 to go on\./s);
  });
});
