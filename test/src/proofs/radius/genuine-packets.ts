import { attribute, hashedPacket, hiddenPassword, rawPacket, signedPacket, uint32, vendorSpecific } from '@tapline/core/testing/radius';

export interface GenuineOptions {
  readonly secret: Buffer;
  /** 16 octets. */
  readonly authenticator: Buffer;
}

/** What routers send and are sent, of every kind of packet and of credentials, as the RFCs print it and without the codec. */
export function genuinePackets({ secret, authenticator }: GenuineOptions): readonly Buffer[] {
  const common = [uint32(6, 2), uint32(61, 15), attribute(1, 'anna'), attribute(31, '02:AB:00:00:00:01'), attribute(87, 'ether2')];
  const mikrotik = vendorSpecific(14988, attribute(9, 'realm'), attribute(10, Buffer.from([10, 0, 0, 9])));
  const microsoft = (...attributes: readonly Buffer[]): Buffer => vendorSpecific(311, attribute(11, Buffer.alloc(16, 3)), ...attributes);
  const counters = [uint32(46, 300), uint32(42, 1), uint32(43, 2), uint32(52, 3), uint32(53, 0), attribute(44, '81b00001')];
  const access = (...attributes: readonly Buffer[]): Buffer => signedPacket({ code: 1, authenticator, attributes }, secret);
  return [
    access(...common, attribute(2, hiddenPassword('right', authenticator, secret)), attribute(33, 'proxy')),
    access(...common, attribute(60, Buffer.alloc(19, 1)), attribute(3, Buffer.alloc(17, 9)), mikrotik),
    access(...common, microsoft(attribute(25, Buffer.alloc(50, 2)))),
    access(attribute(1, 'anna'), vendorSpecific(311, attribute(11, Buffer.alloc(8)), attribute(1, Buffer.alloc(50, 1)))),
    access(
      attribute(1, 'anna'),
      vendorSpecific(9, attribute(1, 'x')),
      attribute(2, Buffer.alloc(128, 7)),
      attribute(33, 'p'),
      attribute(33, 'q'),
    ),
    rawPacket({ code: 1, authenticator, attributes: [...common, attribute(60, Buffer.alloc(16)), attribute(3, Buffer.alloc(17, 9))] }),
    signedPacket({ code: 12, authenticator }, secret),
    hashedPacket({ code: 4, attributes: [...common, uint32(40, 3), ...counters, attribute(33, 'p')] }, { secret }),
    hashedPacket({ code: 4, attributes: [...common, uint32(40, 1), attribute(44, '81b00002')] }, { secret, messageAuthenticator: true }),
    hashedPacket({ code: 4, attributes: [uint32(40, 7), attribute(4, Buffer.from([10, 9, 9, 9]))] }, { secret }),
    hashedPacket({ code: 43, attributes: [attribute(44, '81b00001'), vendorSpecific(14988, attribute(8, '10M/20M'))] }, { secret }),
    rawPacket({
      code: 42,
      authenticator,
      attributes: [uint32(101, 503), attribute(97, Buffer.alloc(10)), attribute(95, Buffer.alloc(16))],
    }),
  ];
}
