const CODES = new Set([1, 2, 3, 4, 5, 11, 12, 40, 41, 42, 43, 44, 45]);
const ACCESS_REQUEST = 1;
const FOUR_OCTETS = new Set([
  4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 27, 28, 29, 40, 41, 42, 43, 45, 46, 47, 48, 49, 51, 52, 53, 55, 61, 62, 75, 76, 85, 86, 101,
]);
const SIXTEEN_OCTETS = new Set([80, 95, 98, 168, 169]);
const KNOWN_VENDORS = new Set([311, 14988, 3561]);
const MICROSOFT = 311;

/** Vendor-Length as RFC 2548 prints it, least and most. */
const MICROSOFT_SIZES: Readonly<Record<number, readonly [number, number]>> = {
  1: [52, 52],
  2: [4, 255],
  11: [10, 18],
  12: [34, 34],
  16: [20, 255],
  17: [20, 255],
  25: [52, 52],
  26: [45, 45],
};

/** RFC 2865 s3 and s5 once more, written for clearness and apart from the codec, to be compared with it. */
export function isSoundPacket(octets: Buffer): boolean {
  if (octets.length < 20 || !CODES.has(octets.readUInt8(0))) return false;
  const length = octets.readUInt16BE(2);
  if (length < 20 || length > 4096 || length > octets.length) return false;
  const types = new Set<number>();
  const microsoftTypes = new Set<number>();
  let rest = octets.subarray(20, length);
  while (rest.length > 0) {
    if (rest.length < 2) return false;
    const type = rest.readUInt8(0);
    const size = rest.readUInt8(1);
    if (size < 2 || size > rest.length || !isSizeAllowed(type, size)) return false;
    if (type === 26 && !isVendorSound(rest.subarray(2, size), microsoftTypes)) return false;
    types.add(type);
    rest = rest.subarray(size);
  }
  const credentials = [types.has(2), types.has(3), microsoftTypes.has(1), microsoftTypes.has(25)];
  return octets[0] !== ACCESS_REQUEST || credentials.filter(Boolean).length < 2;
}

/** Sizes of whole attributes as the RFCs print them, header and all. */
function isSizeAllowed(type: number, size: number): boolean {
  if (FOUR_OCTETS.has(type)) return size === 6;
  if (SIXTEEN_OCTETS.has(type)) return size === 18;
  if (type === 1 || type === 44) return size >= 3;
  if (type === 2) return size >= 18 && size <= 130;
  if (type === 3) return size === 19;
  if (type === 26 || type === 60) return size >= 7;
  if (type === 96) return size === 10;
  if (type === 97 || type === 123) return size >= 4 && size <= 20;
  return true;
}

function isVendorSound(value: Buffer, microsoftTypes: Set<number>): boolean {
  const vendor = value.readUInt32BE(0);
  if (!KNOWN_VENDORS.has(vendor)) return true;
  let rest = value.subarray(4);
  while (rest.length > 0) {
    const type = rest.readUInt8(0);
    const size = rest[1] ?? 0;
    if (size < 2 || size > rest.length) return false;
    if (vendor === MICROSOFT) {
      const [least, most] = MICROSOFT_SIZES[type] ?? [2, 255];
      if (size < least || size > most) return false;
      microsoftTypes.add(type);
    }
    rest = rest.subarray(size);
  }
  return true;
}
