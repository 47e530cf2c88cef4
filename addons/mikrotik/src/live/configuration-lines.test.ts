import { expect } from 'chai';
import { configurationLines } from './configuration-lines.js';
import { lineDifference } from './text-difference.js';

const BEFORE = '# software id = X\n/ip address\nadd address=10.0.0.1/24 \\\n    interface=ether1\n/queue simple\nadd name=a\nadd name=b\n';

describe('Two configurations', () => {
  it('are compared by whole commands with their menus', () => {
    const after =
      '# software id = X\n/ip address\nadd address=10.0.0.1/24 interface=ether1\n/queue simple\nadd name=b\nadd name=b\n/ip pool\nadd name=a\n';
    expect(lineDifference(configurationLines(BEFORE), configurationLines(after))).to.deep.equal({
      removed: ['/queue simple add name=a'],
      added: ['/queue simple add name=b', '/ip pool add name=a'],
    });
  });
});
