import { isFullProof, proofSeed, proofSize } from '@tapline/core/testing';
import {
  ATTRIBUTE,
  DECODE_OUTCOME,
  decodePacket,
  hasValidAccountingAuthenticator,
  hasValidMessageAuthenticator,
  isValidResponse,
  PACKET_CODE,
  PacketView,
  prepareSecret,
  SECRET,
} from '@tapline/core/testing/radius';
import { expect } from 'chai';
import { Random } from '../random.js';
import { Forger, type Forgery } from './forge-packet.js';

const PACKETS = proofSize({ sample: 100_000, full: 10_000_000 });

const secret = prepareSecret(SECRET);
const packet = new PacketView();

describe(`${PACKETS.toLocaleString('en')} packets forged without the secret (seed ${proofSeed})`, function proof() {
  this.timeout(isFullProof ? 1_800_000 : 60_000);

  it('are all refused: requests, accounting, Status-Server, and answers', () => {
    const forger = new Forger(SECRET, new Random(proofSeed));
    for (const genuine of forger.genuine()) expect(isBelieved(genuine), genuine.kind).to.equal(true);
    const tried = { access: 0, accounting: 0, answer: 0 };
    for (let index = 0; index < PACKETS; index++) {
      const forgery = forger.next();
      tried[forgery.kind]++;
      if (isBelieved(forgery)) expect.fail(`a forged ${forgery.kind} packet was believed: ${forgery.octets.toString('hex')}`);
    }
    expect(Math.min(...Object.values(tried))).to.be.greaterThan(PACKETS / 5);
  });
});

/** As the servers do, and whoever waits for an answer (RFC 2865 s3, RFC 2866 s3, RFC 2869 s5.14, RFC 5176 s2.3, RFC 5997 s3). */
function isBelieved(forgery: Forgery): boolean {
  const { kind, octets } = forgery;
  if (decodePacket(packet, octets, octets.length) !== DECODE_OUTCOME.Ok) return false;
  if (kind === 'answer') return isValidResponse(packet, forgery.request, secret);
  if (kind === 'access') {
    const isAsked = packet.code === PACKET_CODE['Access-Request'] || packet.code === PACKET_CODE['Status-Server'];
    return isAsked && hasValidMessageAuthenticator(packet, secret);
  }
  if (packet.code !== PACKET_CODE['Accounting-Request'] || !hasValidAccountingAuthenticator(packet, secret)) return false;
  return !packet.has(ATTRIBUTE['Message-Authenticator']) || hasValidMessageAuthenticator(packet, secret);
}
