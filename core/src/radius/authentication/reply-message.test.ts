import { expect } from 'chai';
import { replyMessage } from './reply-message.js';

describe('Reply-Message', () => {
  it('holds the words as UTF-8', () => {
    expect(replyMessage('zaplaťte 5 €').subarray(2).toString('utf8')).to.equal('zaplaťte 5 €');
  });

  it('is cut between characters to the 253 octets that fit', () => {
    for (let shift = 0; shift < 4; shift++) {
      const attribute = replyMessage(`${'a'.repeat(shift)}${'ř€😀'.repeat(60)}`);
      expect(attribute.length).to.be.within(252, 255);
      expect(attribute[1]).to.equal(attribute.length);
      expect(attribute.subarray(2).toString('utf8')).not.to.include('\ufffd');
    }
  });
});
