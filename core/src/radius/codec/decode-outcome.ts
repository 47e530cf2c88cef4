/** What became of the octets of a packet. A packet that is not `Ok` is discarded without an answer (RFC 2865 s3). */
export const DECODE_OUTCOME = Object.freeze({
  Ok: 0,
  TooShort: 1,
  UnknownCode: 2,
  BadLength: 3,
  AttributeTooShort: 4,
  AttributeOverruns: 5,
  AttributeWrongSize: 6,
  VendorAttributeMalformed: 7,
  TwoKindsOfCredentials: 8,
} as const);
export type DecodeOutcome = (typeof DECODE_OUTCOME)[keyof typeof DECODE_OUTCOME];

/** For the logs and the counters. */
export const DECODE_OUTCOME_WORDS: Readonly<Record<DecodeOutcome, string>> = Object.freeze({
  [DECODE_OUTCOME.Ok]: 'ok',
  [DECODE_OUTCOME.TooShort]: 'shorter than 20 octets',
  [DECODE_OUTCOME.UnknownCode]: 'unknown packet code',
  [DECODE_OUTCOME.BadLength]: 'Length field is under 20, over 4096, or more than was received',
  [DECODE_OUTCOME.AttributeTooShort]: 'attribute shorter than its header',
  [DECODE_OUTCOME.AttributeOverruns]: 'attribute runs past the end of the packet',
  [DECODE_OUTCOME.AttributeWrongSize]: 'attribute has a size that its type does not allow',
  [DECODE_OUTCOME.VendorAttributeMalformed]: 'vendor attribute malformed',
  [DECODE_OUTCOME.TwoKindsOfCredentials]: 'more than one of User-Password, CHAP-Password, MS-CHAP-Response and MS-CHAP2-Response',
});
