import { ADSL_FORUM_ATTRIBUTE } from './adsl-forum-attributes.js';
import { type AttributeKey, keyOf, STANDARD_SPACE, spaceOfVendor, typeOfKey, vendorIdOfKey } from './attribute-key.js';
import { MICROSOFT_ATTRIBUTE } from './microsoft-attributes.js';
import { MIKROTIK_ATTRIBUTE } from './mikrotik-attributes.js';
import { ATTRIBUTE } from './standard-attributes.js';
import { WISPR_ATTRIBUTE } from './wispr-attributes.js';

const names = new Map<AttributeKey, string>(
  [ATTRIBUTE, MICROSOFT_ATTRIBUTE, MIKROTIK_ATTRIBUTE, ADSL_FORUM_ATTRIBUTE, WISPR_ATTRIBUTE].flatMap((table) =>
    Object.entries<AttributeKey>(table).map(([name, key]) => [key, name] as const),
  ),
);

const keys = new Map<string, AttributeKey>(Array.from(names, ([key, name]) => [name.toLowerCase(), key]));

/** The attribute of a name, in any case of its letters. */
export const attributeKeyOf = (name: string): AttributeKey | undefined => keys.get(name.toLowerCase());

/** The attribute of a vendor by its number, when it is in a table. */
export function attributeKeyOfVendor(vendorId: number, type: number): AttributeKey | undefined {
  const space = spaceOfVendor(vendorId);
  const key = keyOf(space, type);
  return space !== STANDARD_SPACE && names.has(key) ? key : undefined;
}

/** An attribute in words: its name, or its numbers when it is in no table. */
export function attributeName(key: AttributeKey): string {
  const vendorId = vendorIdOfKey(key);
  return names.get(key) ?? (vendorId === 0 ? `Attribute ${typeOfKey(key)}` : `Vendor ${vendorId} attribute ${typeOfKey(key)}`);
}
