import { type AttributeKey, type DataType, dataTypeOf } from './attribute-key.js';
import { MAX_VALUE_LENGTH } from './packet-layout.js';
import { ATTRIBUTE } from './standard-attributes.js';

type Size = readonly [minimum: number, maximum: number];

const ANY_SIZE: Size = [0, MAX_VALUE_LENGTH];

/** RFC 2865 s5, RFC 3162 s2. */
const SIZE_OF_TYPE: Readonly<Record<DataType, Size>> = {
  text: ANY_SIZE,
  octets: ANY_SIZE,
  secret: ANY_SIZE,
  integer: [4, 4],
  date: [4, 4],
  ipv4: [4, 4],
  ipv6: [16, 16],
  'ipv6-prefix': [2, 18],
  'interface-id': [8, 8],
};

/** Where the RFC of an attribute says more than its data type does. An empty text is let pass elsewhere, because routers send them. */
const SIZE_OF_ATTRIBUTE: ReadonlyMap<AttributeKey, Size> = new Map<AttributeKey, Size>([
  [ATTRIBUTE['User-Name'], [1, MAX_VALUE_LENGTH]], // RFC 2865 s5.1
  [ATTRIBUTE['User-Password'], [16, 128]], // RFC 2865 s5.2
  [ATTRIBUTE['CHAP-Password'], [17, 17]], // RFC 2865 s5.3
  [ATTRIBUTE['Vendor-Specific'], [5, MAX_VALUE_LENGTH]], // RFC 2865 s5.26
  [ATTRIBUTE['CHAP-Challenge'], [5, MAX_VALUE_LENGTH]], // RFC 2865 s5.40
  [ATTRIBUTE['Acct-Session-Id'], [1, MAX_VALUE_LENGTH]], // RFC 2866 s5.5
  [ATTRIBUTE['Message-Authenticator'], [16, 16]], // RFC 2869 s5.14
]);

/** The shortest and longest value, in octets, of each attribute of the RFCs. */
export const MINIMUM_LENGTH = new Uint8Array(256);
export const MAXIMUM_LENGTH = new Uint8Array(256);

for (let type = 0; type < 256; type++) {
  const key = type as AttributeKey;
  const dataType = dataTypeOf(key);
  const [minimum, maximum] = SIZE_OF_ATTRIBUTE.get(key) ?? (dataType === undefined ? ANY_SIZE : SIZE_OF_TYPE[dataType]);
  MINIMUM_LENGTH[type] = minimum;
  MAXIMUM_LENGTH[type] = maximum;
}
