import { expect } from 'chai';
import {
  ATTRIBUTE,
  AttributeWriter,
  buildAccessRequest,
  decodePacket,
  MIKROTIK_ATTRIBUTE,
  PacketView,
  prepareSecret,
  writeAccessAccept,
} from '../codec/index.js';
import { secondOpinionSteps } from './second-opinion.js';
import type { TestAnswer } from './test-client.js';

const SECRET = 'blåbær testing123';
const secret = prepareSecret(Buffer.from(SECRET, 'utf8'));

describe('A second opinion of an answer', () => {
  const request = buildAccessRequest({ identifier: 7, secret, credentials: { kind: 'pap', password: Buffer.from('p') } });

  function answer(attributes: AttributeWriter): TestAnswer {
    const output = Buffer.alloc(4096);
    const length = writeAccessAccept(output, decoded(request), secret, attributes.build());
    return { kind: 'answer', packet: decoded(output.subarray(0, length)), tookMs: 1 };
  }

  function decoded(octets: Buffer): PacketView {
    const packet = new PacketView();
    decodePacket(packet, octets, octets.length);
    return packet;
  }

  const full = (): AttributeWriter =>
    new AttributeWriter()
      .ipv4(ATTRIBUTE['Framed-IP-Address'], '10.20.0.6')
      .text(MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'], '5M/20M')
      .text(ATTRIBUTE['Reply-Message'], 'Dobrý den');

  it('is given beside our own, with all attributes and the Message-Authenticator', () => {
    expect(secondOpinionSteps(request, answer(full()), SECRET)).to.deep.equal([
      {
        title: 'Second opinion',
        verdict: 'ok',
        found: 'the npm package radius takes the answer for genuine too, and reads 4 attributes in it',
        cure: '',
        details: [],
      },
    ]);
  });

  it('says where the other does not agree, and leaves the answer as it was', () => {
    const made = answer(full());
    const before = made.kind === 'answer' ? made.packet.buffer.toString('hex') : '';
    const [step] = secondOpinionSteps(request, made, 'another');
    expect(step).to.include({ verdict: 'warning', found: 'the npm package radius does not take the answer for genuine' });
    expect(step?.cure).to.include('please report it');
    expect(made.kind === 'answer' && made.packet.buffer.toString('hex')).to.equal(before);
  });

  it('is not asked for where nothing came', () => {
    expect(secondOpinionSteps(request, { kind: 'silence' }, SECRET)).to.deep.equal([]);
  });
});
