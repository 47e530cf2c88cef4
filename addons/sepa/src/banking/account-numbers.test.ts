import { expect } from 'chai';
import fc from 'fast-check';
import { rightIban, rightRfReference } from '../testing/right-numbers.js';
import { parseBic } from './bic.js';
import { parseCreditorId } from './creditor-id.js';
import { formatIban, isOutsideEea, parseIban } from './iban.js';
import { parseRfReference } from './rf-reference.js';

const messageOf = (work: () => unknown): string => {
  try {
    return `taken: ${String(work())}`;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('An IBAN', () => {
  it('is taken with blanks and in small letters, and printed in groups of four', () => {
    expect(parseIban(' de89 3704 0044 0532 0130 00 ')).to.equal('DE89370400440532013000');
    expect(formatIban('DE89370400440532013000')).to.equal('DE89 3704 0044 0532 0130 00');
    expect([isOutsideEea('CH9300762011623852957'), isOutsideEea('DE89370400440532013000')]).to.deep.equal([true, false]);
  });

  it('is refused with what is wrong with it', () => {
    expect(messageOf(() => parseIban('DE8937040044053201300'))).to.include('has 21 characters; those of DE have 22');
    expect(messageOf(() => parseIban('DE89370400440532013001'))).to.include('typing error');
    expect(messageOf(() => parseIban('US64SVBKUS6S3300958879'))).to.include('no SEPA country');
    expect(messageOf(() => parseIban('4405'))).to.include('write it like');
  });

  it('shows any one wrong digit and any two neighbours that are mixed up', () => {
    const account = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map((number) => rightIban('DE', String(number).padStart(18, '0')));
    fc.assert(
      fc.property(account, fc.integer({ min: 4, max: 20 }), fc.integer({ min: 1, max: 9 }), (iban, at, by) => {
        expect(parseIban(iban)).to.equal(iban);
        const digits = Array.from(iban);
        const other = [...digits];
        other[at] = String((Number(digits[at]) + by) % 10);
        expect(messageOf(() => parseIban(other.join('')))).to.include('typing error');
        if (digits[at] === digits[at + 1]) return;
        [digits[at], digits[at + 1]] = [digits[at + 1] as string, digits[at] as string];
        expect(messageOf(() => parseIban(digits.join('')))).to.include('typing error');
      }),
    );
  });
});

describe('A creditor identifier', () => {
  it('is checked without its business code', () => {
    expect(parseCreditorId('de98 zzz 09999999999')).to.equal('DE98ZZZ09999999999');
    expect(parseCreditorId('DE98ABC09999999999')).to.equal('DE98ABC09999999999');
  });

  it('is refused with the check digits that would fit', () => {
    expect(messageOf(() => parseCreditorId('DE97ZZZ09999999999'))).to.include('97 where 98 would fit');
    expect(messageOf(() => parseCreditorId('DE98ZZZ0999999999'))).to.include('German ones have 18');
  });
});

describe('A BIC', () => {
  it('has 8 or 11 characters, and may be left out', () => {
    expect([parseBic(''), parseBic(null), parseBic('cobadeff'), parseBic('COBADEFFXXX')]).to.deep.equal([
      null,
      null,
      'COBADEFF',
      'COBADEFFXXX',
    ]);
    expect(messageOf(() => parseBic('COBADEFFX'))).to.include('8 or 11');
  });
});

describe('A creditor reference (RF)', () => {
  it('is read back as it was made, however it is printed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,21}$/), (number) => {
        const reference = rightRfReference(number);
        expect(parseRfReference(reference.toLowerCase().replaceAll(/(.{4})/g, '$1 '))).to.equal(reference);
      }),
    );
    expect(rightRfReference('539007547034')).to.equal('RF18539007547034');
  });

  it('is none where it would be too long, and is not read with other check digits', () => {
    expect(parseRfReference(rightRfReference('1234567890123456789012'))).to.equal(undefined);
    expect(parseRfReference('RF19539007547034')).to.equal(undefined);
  });
});
