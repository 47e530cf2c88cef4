import { isFullProof, proofSeed, proofSize } from '@tapline/core/testing';
import {
  AnswerAttributes,
  ATTRIBUTE,
  appendMppeKeys,
  appendMsChap2Success,
  appendMsChapError,
  appendMsChapMppeKeys,
  DECODE_OUTCOME,
  decodePacket,
  describeAttributes,
  hasValidAccountingAuthenticator,
  hasValidMessageAuthenticator,
  isChapPassword,
  isMsChap2Password,
  isMsChapPassword,
  isPapPassword,
  isValidResponse,
  MS_CHAP_ERROR,
  PacketView,
  prepareNtPassword,
  prepareSecret,
  readInputOctets,
  readIpv4,
  readText,
  SECRET,
  writeAccessAccept,
  writeAccountingResponse,
} from '@tapline/core/testing/radius';
import { expect } from 'chai';
import { Random } from '../random.js';
import { genuinePackets } from './genuine-packets.js';
import { heldMegabytes } from './held-memory.js';
import { mutatePacket } from './mutate-packet.js';
import { isSoundPacket } from './sound-packet.js';

const PACKETS = proofSize({ sample: 50_000, full: 1_000_000 });
const MOST_GROWTH_MEGABYTES = 8;
const LONGEST_PACKET = 4096;

const secret = prepareSecret(SECRET);
const password = Buffer.from('right');
const ntPassword = prepareNtPassword(password);
const packet = new PacketView();
const output = Buffer.alloc(LONGEST_PACKET);
const answer = new AnswerAttributes();

describe(`${PACKETS.toLocaleString('en')} mutated packets (seed ${proofSeed})`, function proof() {
  this.timeout(isFullProof ? 600_000 : 60_000);

  it('are accepted exactly when they are sound, and nothing that is done with one throws or keeps memory', () => {
    const random = new Random(proofSeed);
    const originals = genuinePackets({ secret: SECRET, authenticator: random.octets(16) });
    const count = { accepted: 0, refused: 0 };
    let heldBefore = 0;
    for (let index = 0; index < PACKETS; index++) {
      if (index === PACKETS / 10) heldBefore = heldMegabytes();
      const octets = mutatePacket(random.pick(originals), random);
      const isAccepted = decodePacket(packet, octets, octets.length) === DECODE_OUTCOME.Ok;
      if (isAccepted !== isSoundPacket(octets)) {
        expect.fail(`packet ${index} was ${isAccepted ? 'accepted' : 'refused'}: ${octets.toString('hex')}`);
      }
      count[isAccepted ? 'accepted' : 'refused']++;
      useAsServersDo(octets, { isAccepted, isDescribed: index % 20 === 0 });
    }
    expect(count.accepted).to.be.greaterThan(PACKETS / 10);
    expect(count.refused).to.be.greaterThan(PACKETS / 10);
    expect(heldMegabytes() - heldBefore).to.be.lessThan(MOST_GROWTH_MEGABYTES);
  });
});

/** Also with what was refused: an empty view must be as harmless. */
function useAsServersDo(
  octets: Buffer,
  { isAccepted, isDescribed }: { readonly isAccepted: boolean; readonly isDescribed: boolean },
): void {
  hasValidMessageAuthenticator(packet, secret);
  hasValidAccountingAuthenticator(packet, secret);
  isValidResponse(packet, octets, secret);
  isPapPassword(packet, secret, password);
  isChapPassword(packet, password);
  isMsChapPassword(packet, ntPassword);
  isMsChap2Password(packet, ntPassword);
  answer.clear();
  appendMsChap2Success(answer, packet, ntPassword);
  appendMppeKeys(answer, packet, secret, ntPassword);
  appendMsChapMppeKeys(answer, packet, secret, ntPassword);
  readText(packet, ATTRIBUTE['User-Name']);
  readIpv4(packet, ATTRIBUTE['NAS-IP-Address']);
  readInputOctets(packet);
  if (isDescribed) {
    appendMsChapError(answer, packet, MS_CHAP_ERROR.AuthenticationFailure, 'no');
    describeAttributes(packet);
  }
  if (!isAccepted) return;
  expectWhole(writeAccessAccept(output, packet, secret, undefined, answer));
  expectWhole(writeAccountingResponse(output, packet, secret));
}

function expectWhole(length: number): void {
  if (length < 20 || length > LONGEST_PACKET) expect.fail(`an answer of ${length} octets`);
}
