import { expect } from 'chai';
import { count, formatInstant, formatOctets, printable } from './human.js';
import { fieldLines, tableLines } from './table.js';

describe('what people read', () => {
  it('has traffic in units of a thousand', () => {
    expect(formatOctets('0')).to.equal('0 B');
    expect(formatOctets('999')).to.equal('999 B');
    expect(formatOctets('1500')).to.equal('1.5 kB');
    expect(formatOctets('999999')).to.equal('1.0 MB');
    expect(formatOctets('18446744073709551615')).to.equal('18.4 EB');
  });

  it('has instants on the clocks of the company', () => {
    expect(formatInstant('2026-07-01T10:00:00.000Z', 'Europe/Prague')).to.equal('2026-07-01 12:00:00');
    expect(formatInstant(null, 'Europe/Prague')).to.equal('');
  });

  it('counts in the plural', () => {
    expect(count(1, 'customer')).to.equal('1 customer');
    expect(count(0, 'customer')).to.equal('0 customers');
  });

  it('never lets a login command the terminal', () => {
    expect(printable('\u001b[2Jevil\nsecond line\u202e')).to.equal('\ufffd[2Jevil\ufffdsecond line\ufffd');
    const [, line] = tableLines([{ login: '\u001b]0;x\u0007' }], [{ title: 'Login', value: ({ login }) => login }]);
    expect(line).to.equal('\ufffd]0;x\ufffd');
  });

  it('stands in columns, numbers to the right', () => {
    const rows = [
      { name: 'Žofie', price: '40.00' },
      { name: 'Al', price: '1000.00' },
    ];
    expect(
      tableLines(rows, [
        { title: 'Name', value: ({ name }) => name },
        { title: 'Price', align: 'right', value: ({ price }) => price },
      ]),
    ).to.deep.equal(['NAME     PRICE', 'Žofie    40.00', 'Al     1000.00']);
    expect(fieldLines({ Name: 'Al', Number: 7, Phone: null })).to.deep.equal(['Name    Al', 'Number  7', 'Phone']);
  });
});
