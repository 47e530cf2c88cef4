import { expect } from 'chai';
import { normaliseMacAddress } from './mac-address.js';

describe('normaliseMacAddress', () => {
  const forms = [
    '00:0C:42:AB:03:F8',
    '00:0c:42:ab:03:f8',
    '00-0C-42-AB-03-F8',
    '00.0c.42.ab.03.f8',
    '000c.42ab.03f8',
    '000C42AB03F8',
    '0:c:42:ab:3:f8',
    '1:0:c:42:ab:3:f8',
    '01:00:0c:42:ab:03:f8',
    '01-00-0C-42-AB-03-F8',
  ];
  for (const form of forms) {
    it(`reads ${form}`, () => {
      expect(normaliseMacAddress(form)).to.equal('00:0C:42:AB:03:F8');
    });
  }

  it('reads the client identifier in MikroTik’s manual', () => {
    expect(normaliseMacAddress('1:0:e1:c:38:c8:f8')).to.equal('00:E1:0C:38:C8:F8');
  });

  it('does not take the first octet of an address for a hardware type', () => {
    expect(normaliseMacAddress('1:2:3:4:5:6')).to.equal('01:02:03:04:05:06');
  });

  const others = [
    '',
    'anna',
    '00:0C:42:AB:03',
    '00:0C:42:AB:03:F8:11',
    '2:0:c:42:ab:3:f8',
    '00:0C:42:AB:03:G8',
    '00:0C-42:AB:03:F8',
    '1-0:c:42:ab:3:f8',
    '000:0C:42:AB:03:F',
    '000c42ab03f',
    '00:0C:42:AB:03:F8:wifi',
    ' 00:0C:42:AB:03:F8',
    '00:0C:42:AB:03:F8\n',
  ];
  for (const text of others) {
    it(`has no address for ${JSON.stringify(text)}`, () => {
      expect(normaliseMacAddress(text)).to.equal(undefined);
    });
  }
});
