import { expect } from 'chai';
import fc from 'fast-check';
import { fileSchema, octetsOfFile } from '../../domain/uploaded-file.js';
import type { JsonSchema } from '../../json-schema.js';
import { formTexts, hasFiles, readForm } from './form-texts.js';

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    title: { type: 'string', title: 'Title' },
    note: { type: ['string', 'null'] as unknown as 'string', title: 'Note' },
    limitMinor: { type: 'integer', title: 'Limit', 'x-widget': 'amount' },
    days: { type: 'integer', title: 'Days' },
    isOn: { type: 'boolean', title: 'On' },
    password: { type: 'string', title: 'Password', 'x-widget': 'secret' },
    steps: { type: 'array', title: 'Steps', items: { type: 'string' } },
    limits: { type: 'array', title: 'Limits', items: { type: 'integer' } },
    server: { type: 'object', title: 'Server', properties: { port: { type: 'integer', title: 'Port' } }, required: ['port'] },
  },
  required: ['title', 'limitMinor'],
};

describe('formTexts and readForm', () => {
  it('bring values to the inputs of a form and back', () => {
    fc.assert(
      fc.property(
        fc.record({
          title: fc.stringMatching(/^[a-z]{1,9}$/),
          note: fc.option(fc.stringMatching(/^[a-z]{1,9}$/)),
          limitMinor: fc.integer({ min: -1e12, max: 1e12 }),
          days: fc.integer(),
          isOn: fc.boolean(),
          steps: fc.array(fc.stringMatching(/^[a-z]{1,9}$/)),
          limits: fc.array(fc.integer()),
          server: fc.record({ port: fc.nat() }),
        }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (values, currency) => {
          const options = { currency, prefix: 'billing.' };
          const reading = readForm(SCHEMA, formTexts(SCHEMA, values, options), options);
          expect(reading.errors).to.deep.equal({});
          expect(reading.values).to.deep.equal(values);
        },
      ),
    );
  });

  it('write amounts as decimals, begin with the defaults, and leave secrets out', () => {
    const schema: JsonSchema = { ...SCHEMA, properties: { ...SCHEMA.properties, days: { type: 'integer', default: 30 } } };
    expect(formTexts(schema, { limitMinor: -250, password: 'hidden', isOn: true }, { currency: 'EUR' })).to.deep.equal({
      limitMinor: '-2.50',
      days: '30',
      isOn: 'on',
    });
  });

  it('say of every input what cannot be read, under the name of the input', () => {
    const texts = { limitMinor: '1.234', days: 'many', 'server.port': '' };
    const { errors } = readForm(SCHEMA, texts, { currency: 'EUR' });
    expect(errors).to.deep.equal({
      title: 'Title is missing',
      limitMinor: 'Limit "1.234" is not an amount in EUR; write it like 20.00',
      days: 'Days "many" is not a number',
      'server.port': 'Port is missing',
    });
  });

  it('leave out what is empty and may be, so that a secret and an optional value stay as they are', () => {
    const { values, errors } = readForm(SCHEMA, { title: 'x', limitMinor: '5', password: '', 'server.port': '1' }, { currency: 'EUR' });
    expect(errors).to.deep.equal({});
    expect(values).to.deep.equal({ title: 'x', note: null, limitMinor: 500, isOn: false, steps: [], limits: [], server: { port: 1 } });
  });

  it('take a file as the JSON of it, and never write one', () => {
    const files: JsonSchema = { type: 'object', properties: { file: fileSchema({ title: 'File' }) }, required: ['file'] };
    const file = { name: 'a.xml', contentBase64: 'PGEvPg==' };
    expect(readForm(files, { file: JSON.stringify(file) }, { currency: 'EUR' }).values).to.deep.equal({ file });
    expect(readForm(files, { file: '' }, { currency: 'EUR' }).errors).to.deep.equal({ file: 'File is missing' });
    expect(formTexts(files, { file }, { currency: 'EUR' })).to.deep.equal({});
    expect([hasFiles(files), hasFiles(SCHEMA)]).to.deep.equal([true, false]);
    expect(Buffer.from(octetsOfFile(file)).toString()).to.equal('<a/>');
    expect(() => octetsOfFile({ ...file, contentBase64: '<a/>' })).to.throw(/not base64/);
  });
});
