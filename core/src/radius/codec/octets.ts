/** Above this the system's way of copying is faster, although it makes a view of a part of an array. */
const FEW_OCTETS = 96;

/** Copies a few octets without the view that `set` and `copy` make for a part of an array: for them that is most of the cost. */
export function copyOctets(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, length: number): void {
  if (length > FEW_OCTETS) {
    to.set(length === from.length ? from : new Uint8Array(from.buffer, from.byteOffset + fromOffset, length), toOffset);
    return;
  }
  for (let index = 0; index < length; index++) to[toOffset + index] = from[fromOffset + index] as number;
}

/** Whether `length` octets are the same in both. Takes the same time wherever the first difference is. */
export function areSameOctets(one: Uint8Array, oneOffset: number, other: Uint8Array, otherOffset: number, length: number): boolean {
  let difference = 0;
  for (let index = 0; index < length; index++) difference |= (one[oneOffset + index] as number) ^ (other[otherOffset + index] as number);
  return difference === 0;
}

/** A copy that shares its memory with nothing: what stays as it is whatever becomes of the first, and is posted to a thread alone, not with all that lies around it. */
export function ownCopyOf(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(octets);
}
