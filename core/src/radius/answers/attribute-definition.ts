import type { AttributeFormat, VendorAttribute } from '@tapline/sdk';
import {
  type AttributeKey,
  attributeKeyOf,
  attributeKeyOfVendor,
  attributeName,
  dataTypeOf,
  typeOfKey,
  vendorIdOfKey,
} from '../codec/index.js';

/** An attribute by its numbers, and how its value is written. */
export interface AttributeDefinition {
  readonly name: string;
  /** 0 for the attributes of the RFCs. */
  readonly vendorId: number;
  readonly type: number;
  /** `secret` is never written by a template. */
  readonly format: AttributeFormat | 'secret';
}

/** `Vendor-9-1`: an attribute of a vendor that is in no dictionary, by its numbers. */
const BY_NUMBERS = /^Vendor-(\d{1,8})-(\d{1,3})$/i;
const HIGHEST_VENDOR = 0xffffff;
const HIGHEST_TYPE = 255;

/** The attribute of a name, whatever the case of its letters: one of the dictionary, the core's, or one by its numbers. */
export function findAttribute(name: string, dictionary: readonly VendorAttribute[] = []): AttributeDefinition | undefined {
  const wanted = name.toLowerCase();
  const own = dictionary.find((attribute) => attribute.name.toLowerCase() === wanted);
  if (own) return own;
  const key = attributeKeyOf(name);
  return key === undefined ? byNumbers(name) : ofDictionary(key);
}

function ofDictionary(key: AttributeKey): AttributeDefinition {
  return { name: attributeName(key), vendorId: vendorIdOfKey(key), type: typeOfKey(key), format: dataTypeOf(key) ?? 'octets' };
}

function byNumbers(name: string): AttributeDefinition | undefined {
  const numbers = BY_NUMBERS.exec(name);
  const vendorId = Number(numbers?.[1]);
  const type = Number(numbers?.[2]);
  if (!numbers || vendorId < 1 || vendorId > HIGHEST_VENDOR || type < 1 || type > HIGHEST_TYPE) return undefined;
  const key = attributeKeyOfVendor(vendorId, type);
  return key === undefined ? { name: `Vendor-${vendorId}-${type}`, vendorId, type, format: 'text' } : ofDictionary(key);
}
