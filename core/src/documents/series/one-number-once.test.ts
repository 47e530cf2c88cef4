import type { IssuedDocument } from '@tapline/sdk';
import { expect } from 'chai';
import {
  aCustomer,
  aLine,
  anInvoice,
  aTax,
  DOCUMENT_SERVICE,
  DOCUMENT_SETTINGS_SERVICE,
  forEachApplication,
  rejection,
  sqlOf,
} from '../../testing/index.js';
import { DocumentStore } from '../document-store.js';
import type { NumberSeries } from './series-store.js';

forEachApplication('One number', '2026-12-10T08:00:00Z', (app) => {
  const invoices = {
    code: 'invoice',
    kind: 'invoice',
    title: 'Invoices',
    format: '{year}{next|6}',
    resets: 'yearly',
    isDefault: true,
  } as const;
  const business = { ...invoices, code: 'b2b', title: 'Business', format: 'B{year}{next|6}', isDefault: false } as const;
  const put = (series: NumberSeries) => app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).putSeries(tx, series));
  const seriesNow = () => app().view((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).allSeries(tx));

  beforeEach(() => aTax(app()));

  it('is given by one series only: a format that another series counts by is refused, of whatever kind', async () => {
    for (const format of ['{year}{next|6}', '2026{next|6}', '{next}{year}', 'C{year}{next|6}', 'R{month}{next}']) {
      expect(await rejection(put({ ...business, format, resets: 'never' })), format).to.include({ code: 'SERIES_FORMAT_TAKEN' });
    }
    await put(business);
    await put({ ...business, title: 'Companies' });
    expect((await seriesNow()).find(({ code }) => code === 'b2b')).to.include({ title: 'Companies' });
  });

  it('may be of a format from before a sign had to stand between customer and number, as long as that is kept', async () => {
    await put(business);
    const format = 'B{customer}{next|6}';
    const old = { ...business, format, resets: 'never' } as const;
    await app().write((tx) => sqlOf(tx)('number_series').where('code', 'b2b').update({ format, resets: 'never' }));
    await put({ ...old, title: 'Companies' });
    expect((await seriesNow()).find(({ code }) => code === 'b2b')).to.include({ title: 'Companies', format });
    expect(await rejection(put({ ...old, format: 'B{customer}{next|7}' }))).to.include({ code: 'SERIES_FORMAT_WRONG' });
  });

  it('stays with what has it: a series that has issued keeps its kind and when it begins anew', async () => {
    await put({ ...business, resets: 'never' });
    await put({ ...business, resets: 'monthly', format: 'B{year}{month}{next}' });
    await put(business);
    const { id } = await aCustomer(app());
    await anInvoice(app(), id);
    await anInvoice(app(), id, { series: 'b2b' });
    expect(await rejection(put({ ...invoices, resets: 'never' }))).to.include({ code: 'SERIES_IN_USE' });
    expect(await rejection(put({ ...business, kind: 'proforma' }))).to.include({ code: 'SERIES_IN_USE' });
    await put({ ...invoices, format: '{year}{next|8}' });
    expect((await anInvoice(app(), id)).number).to.equal('202600000002');
  });

  it('can always be given: a kind of document keeps a series to take', async () => {
    expect(await rejection(put({ ...invoices, isDefault: false }))).to.include({ code: 'SERIES_DEFAULT_NEEDED' });
    expect(await rejection(put({ ...invoices, kind: 'receipt' }))).to.include({ code: 'SERIES_DEFAULT_NEEDED' });
    await put({ ...business, isDefault: true });
    await put({ ...invoices, isDefault: false });
    const { id } = await aCustomer(app());
    expect((await anInvoice(app(), id)).number).to.equal('B2026000001');
  });

  it('is not taken from a document by that document', async () => {
    const { id } = await aCustomer(app());
    const { id: documentId, kind, number } = await anInvoice(app(), id);
    const store = new DocumentStore();
    const own = { id: documentId, kind, number };
    expect(await app().view((tx) => store.findTakenNumber(tx, [own]))).to.equal(undefined);
    expect(await app().view((tx) => store.findTakenNumber(tx, [own, { ...own, id: 'another' }]))).to.include({ id: 'another' });
  });

  it('is refused a second time by the issue itself, in words, whatever has been set', async () => {
    const { id } = await aCustomer(app());
    const first = await anInvoice(app(), id);
    await put(business);
    await app().write((tx) => sqlOf(tx)('number_series').where('code', 'b2b').update({ format: '{year}{next|6}' }));
    const again = await rejection(anInvoice(app(), id, { series: 'b2b' }));
    expect([again.code, again.message.includes(first.number)]).to.deep.equal(['DOCUMENT_NUMBER_TAKEN', true]);
    await app().write((tx) => sqlOf(tx)('number_series').where('code', 'b2b').update({ format: 'A', resets: 'never' }));
    const twins = ['a', 'b'].map((idempotencyKey) => ({
      idempotencyKey,
      draft: { kind: 'invoice', customerId: id, series: 'b2b', lines: [aLine()] } as const,
    }));
    const both = app().write((tx): Promise<readonly IssuedDocument[]> => app().container.resolve(DOCUMENT_SERVICE).issueAll(tx, twins));
    expect(await rejection(both)).to.include({ code: 'DOCUMENT_NUMBER_TAKEN' });
  });
});
