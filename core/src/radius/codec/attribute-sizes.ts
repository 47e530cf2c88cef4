import { type AttributeKey, type DataType, dataTypeOf, KEY_COUNT, vendorIdOfKey } from './attribute-key.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
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
  [MICROSOFT_ATTRIBUTE['MS-CHAP-Response'], [50, 50]], // RFC 2548 s2.1.3
  [MICROSOFT_ATTRIBUTE['MS-CHAP-Error'], [2, MAX_VALUE_LENGTH]], // RFC 2548 s2.1.5
  [MICROSOFT_ATTRIBUTE['MS-CHAP-Challenge'], [8, 16]], // RFC 2433 s5, RFC 2759 s3
  [MICROSOFT_ATTRIBUTE['MS-CHAP-MPPE-Keys'], [32, 32]], // RFC 2548 s2.4.1
  [MICROSOFT_ATTRIBUTE['MS-MPPE-Send-Key'], [18, MAX_VALUE_LENGTH]], // RFC 2548 s2.4.2
  [MICROSOFT_ATTRIBUTE['MS-MPPE-Recv-Key'], [18, MAX_VALUE_LENGTH]], // RFC 2548 s2.4.3
  [MICROSOFT_ATTRIBUTE['MS-CHAP2-Response'], [50, 50]], // RFC 2548 s2.3.2
  [MICROSOFT_ATTRIBUTE['MS-CHAP2-Success'], [43, 43]], // RFC 2548 s2.3.3
]);

/**
 * The shortest and longest value, in octets, of each attribute. Vendors' are of any size unless one is given above: they are not held to
 * what their data type says, for some routers do not hold to it either and whoever reads the value looks at its length.
 */
export const MINIMUM_LENGTH = new Uint8Array(KEY_COUNT);
export const MAXIMUM_LENGTH = new Uint8Array(KEY_COUNT);

for (let number = 0; number < KEY_COUNT; number++) {
  const key = number as AttributeKey;
  const dataType = vendorIdOfKey(key) === 0 ? dataTypeOf(key) : undefined;
  const [minimum, maximum] = SIZE_OF_ATTRIBUTE.get(key) ?? (dataType === undefined ? ANY_SIZE : SIZE_OF_TYPE[dataType]);
  MINIMUM_LENGTH[key] = minimum;
  MAXIMUM_LENGTH[key] = maximum;
}
