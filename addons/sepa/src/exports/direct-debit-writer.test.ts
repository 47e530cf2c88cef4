import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { CHARACTER_SETS } from '../banking/sepa-text.js';
import type { SequenceType } from '../collections/collection-item.js';
import { SCHEMES } from '../mandates/mandate.js';
import { rightIban } from '../testing/right-numbers.js';
import { ADDRESS_STYLES, type DirectDebitFile, type DirectDebitItem, MESSAGE_VERSIONS } from './direct-debit-file.js';
import { writeDirectDebits } from './direct-debit-writer.js';

const SCHEMAS = fileURLToPath(new URL('../../schemas', import.meta.url));
/** The command of a rulebook checker, where one is named; its rules are none of ours. */
const [LINT = '', ...LINT_ARGUMENTS] = (process.env.TAPLINE_TEST_SDD_LINT ?? '').split(' ');
const TODAY = '2026-11-30';

interface Case {
  readonly file: DirectDebitFile;
  readonly items: ReadonlyMap<string, readonly DirectDebitItem[]>;
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 90 }),
  fc.constantFrom('Müller & Söhne // GmbH', 'Ωμέγα Α.Ε.', 'Жељко Шћепановић', '株式会社', '👩‍👩‍👧 & co', '/', ''),
);
const address = fc.option(
  fc.record({
    street: anyText,
    postCode: fc.constantFrom('8001', 'SW1A 1AA'),
    town: fc.constantFrom('Zürich', 'London'),
    country: fc.constant('CH'),
  }),
);
const account = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map((number) => rightIban('DE', String(number).padStart(18, '0')));
const amendment = fc.option(
  fc.record({
    carriedByItemId: fc.constant(null),
    isNewAccount: fc.boolean(),
    originalReference: fc.option(fc.constant('OLD-1')),
    originalCreditorId: fc.option(fc.constant('DE98ZZZ09999999999')),
  }),
);

let numbers = 0;
const item = (isOutside: boolean) =>
  fc
    .record({
      debtorName: anyText,
      remittance: anyText,
      iban: account,
      address,
      amendment,
      amountMinor: fc.integer({ min: 1, max: 99_999_999_999 }),
    })
    .map(({ amountMinor, amendment: change, ...rest }): DirectDebitItem => {
      const reference = `M-${++numbers}`;
      const isChange = change && (change.isNewAccount || change.originalReference !== null || change.originalCreditorId !== null);
      return {
        endToEndId: `E2E-${numbers}`,
        amountMinor,
        mandateReference: reference,
        details: {
          isOfBalance: false,
          documentIds: [],
          documentNumbers: [],
          sequence: 'RCUR',
          scheme: 'CORE',
          mandateType: 'recurrent',
          signedOn: '2026-01-31',
          bic: null,
          returnChargeMinor: 0,
          ...rest,
          amendment: isChange ? change : null,
          ...(isOutside
            ? {
                iban: 'CH9300762011623852957',
                bic: 'UBSWCHZH80A',
                address: rest.address ?? { street: '', postCode: '', town: 'Bern', country: 'CH' },
              }
            : {}),
        },
      };
    });

const aFile: fc.Arbitrary<Case> = fc
  .record({
    version: fc.constantFrom(...MESSAGE_VERSIONS),
    addressStyle: fc.constantFrom(...ADDRESS_STYLES),
    characters: fc.constantFrom(...CHARACTER_SETS),
    isBatchBooked: fc.boolean(),
    name: anyText,
    groups: fc.array(
      fc.record({
        scheme: fc.constantFrom(...SCHEMES),
        sequence: fc.constantFrom<SequenceType[]>('FRST', 'RCUR', 'OOFF', 'FNAL'),
        collectionDate: fc.constantFrom('2026-12-01', '2026-12-28'),
        items: fc.array(fc.oneof(item(false), item(true)), { minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ groups, ...creditor }): Case => {
    const messageId = `MSG-${++numbers}`;
    const batches = groups.map(({ items, ...group }, index) => ({
      ...group,
      paymentInformationId: `${messageId}-${index + 1}`,
      items: items.length,
      sumMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    }));
    const whole = { ...creditor, iban: 'DE89370400440532013000', bic: null, creditorId: 'DE98ZZZ09999999999' };
    return {
      file: { messageId, createdAt: `${TODAY}T09:00:00`, creditor: whole, batches },
      items: new Map(batches.map(({ paymentInformationId }, index) => [paymentInformationId, groups[index]?.items ?? []])),
    };
  });

async function written({ file, items }: Case): Promise<string> {
  let text = '';
  await writeDirectDebits(
    file,
    ({ paymentInformationId }) => items.get(paymentInformationId) ?? [],
    (piece) => {
      text += piece;
    },
  );
  return text;
}

describe('A direct debit file', function files() {
  this.timeout(60_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sepa-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is valid by the official schema of its version, whatever script names are in', async function validates() {
    if (spawnSync('xmllint', ['--version']).error) {
      if (process.env.TAPLINE_TEST_REQUIRE?.split(',').includes('xmllint')) throw new Error('xmllint is not installed');
      return this.skip();
    }
    const samples = fc.sample(aFile, 60);
    for (const version of MESSAGE_VERSIONS) {
      const paths: string[] = [];
      for (const sample of samples.filter(({ file }) => file.creditor.version === version)) {
        const path = join(folder, `${sample.file.messageId}.xml`);
        writeFileSync(path, await written(sample));
        paths.push(path);
      }
      const { stderr, status } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', join(SCHEMAS, `${version}.xsd`), ...paths], {
        encoding: 'utf8',
      });
      expect(status, stderr.slice(0, 2000)).to.equal(0);
    }
  });

  it('keeps the rules that no schema holds, by a checker of its own', async function checks() {
    if (LINT === '') return this.skip();
    for (const sample of fc.sample(aFile, 25)) {
      if (sample.file.creditor.characters !== 'rulebook') continue;
      const path = join(folder, 'lint.xml');
      writeFileSync(path, await written(sample));
      try {
        execFileSync(LINT, [...LINT_ARGUMENTS, path, '--today', TODAY], { encoding: 'utf8' });
      } catch (error) {
        expect.fail((error as { stdout?: string }).stdout ?? String(error));
      }
    }
  });

  it('says the same again in the same octets', async () => {
    const [sample] = fc.sample(aFile, 1) as [Case];
    expect(await written(sample)).to.equal(await written(sample));
  });
});
