/** How the value of an attribute is written (RFC 8044 s3). `secret` is a value that must never be shown. */
export type DataType = 'text' | 'octets' | 'secret' | 'integer' | 'date' | 'ipv4' | 'ipv6' | 'ipv6-prefix' | 'interface-id';

declare const DATA_TYPE: unique symbol;

/**
 * An attribute as one small number, so that a packet can hold its place in a flat table: the attribute's type plus 256 times the space
 * that it belongs to. Knows at compile time how its value is written, so a text cannot be read as an address, nor a secret as a text.
 */
export type AttributeKey<Type extends DataType = DataType> = number & { readonly [DATA_TYPE]: Type };

/** Who numbers an attribute: the RFCs, or one of the vendors whose attributes are understood. */
export type AttributeSpace = 0 | 1 | 2 | 3 | 4;

export const STANDARD_SPACE: AttributeSpace = 0;
export const MICROSOFT_SPACE: AttributeSpace = 1;
export const MIKROTIK_SPACE: AttributeSpace = 2;
export const ADSL_FORUM_SPACE: AttributeSpace = 3;
export const WISPR_SPACE: AttributeSpace = 4;

/** Keys are below this. */
export const KEY_COUNT = 5 * 256;

/** The Vendor-Id (a private enterprise number, RFC 2865 s5.26) of each space; 0 for the attributes of the RFCs. */
const VENDOR_IDS: readonly number[] = [0, 311, 14988, 3561, 14122];

const dataTypes = new Map<AttributeKey, DataType>();

/** The space of a vendor, or {@link STANDARD_SPACE} for a vendor whose attributes are not understood. */
export function spaceOfVendor(vendorId: number): AttributeSpace {
  switch (vendorId) {
    case 311:
      return MICROSOFT_SPACE;
    case 14988:
      return MIKROTIK_SPACE;
    case 3561:
      return ADSL_FORUM_SPACE;
    case 14122:
      return WISPR_SPACE;
    default:
      return STANDARD_SPACE;
  }
}

export const keyOf = (space: AttributeSpace, type: number): AttributeKey => (space * 256 + type) as AttributeKey;
export const typeOfKey = (key: AttributeKey): number => key & 0xff;
export const vendorIdOfKey = (key: AttributeKey): number => VENDOR_IDS[key >> 8] as number;

/** How the value of an attribute is written; undefined for one that is in no table. */
export const dataTypeOf = (key: AttributeKey): DataType | undefined => dataTypes.get(key);

/** One function per way of writing a value, each of which numbers an attribute of `space` and remembers how it is written. */
export function attributesOf(space: AttributeSpace) {
  const define =
    <Type extends DataType>(dataType: Type) =>
    (type: number): AttributeKey<Type> => {
      const key = keyOf(space, type);
      dataTypes.set(key, dataType);
      return key as AttributeKey<Type>;
    };
  return {
    text: define('text'),
    octets: define('octets'),
    secret: define('secret'),
    integer: define('integer'),
    date: define('date'),
    ipv4: define('ipv4'),
    ipv6: define('ipv6'),
    ipv6Prefix: define('ipv6-prefix'),
    interfaceId: define('interface-id'),
  };
}
