const schedule = new Int32Array(80);

/**
 * The SHA-1 compression function (FIPS 180-4 s6.1.2): folds the 64 octets at `octets[at..at + 64)` into the five words of `state`.
 *
 * Five steps are written out at a time, so that the five variables change their roles by name and not by assignment.
 */
export function sha1Block(state: Int32Array, octets: Uint8Array, at: number): void {
  const w = schedule;
  for (let t = 0, from = at; t < 16; t++, from += 4) {
    w[t] =
      ((octets[from] as number) << 24) |
      ((octets[from + 1] as number) << 16) |
      ((octets[from + 2] as number) << 8) |
      (octets[from + 3] as number);
  }
  for (let t = 16; t < 80; t++) {
    const word = (w[t - 3] as number) ^ (w[t - 8] as number) ^ (w[t - 14] as number) ^ (w[t - 16] as number);
    w[t] = (word << 1) | (word >>> 31);
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let t = 0;
  for (; t < 20; t += 5) {
    e = (e + ((a << 5) | (a >>> 27)) + (d ^ (b & (c ^ d))) + (w[t] as number) + 0x5a827999) | 0;
    b = (b << 30) | (b >>> 2);
    d = (d + ((e << 5) | (e >>> 27)) + (c ^ (a & (b ^ c))) + (w[t + 1] as number) + 0x5a827999) | 0;
    a = (a << 30) | (a >>> 2);
    c = (c + ((d << 5) | (d >>> 27)) + (b ^ (e & (a ^ b))) + (w[t + 2] as number) + 0x5a827999) | 0;
    e = (e << 30) | (e >>> 2);
    b = (b + ((c << 5) | (c >>> 27)) + (a ^ (d & (e ^ a))) + (w[t + 3] as number) + 0x5a827999) | 0;
    d = (d << 30) | (d >>> 2);
    a = (a + ((b << 5) | (b >>> 27)) + (e ^ (c & (d ^ e))) + (w[t + 4] as number) + 0x5a827999) | 0;
    c = (c << 30) | (c >>> 2);
  }
  for (; t < 40; t += 5) {
    e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + (w[t] as number) + 0x6ed9eba1) | 0;
    b = (b << 30) | (b >>> 2);
    d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + (w[t + 1] as number) + 0x6ed9eba1) | 0;
    a = (a << 30) | (a >>> 2);
    c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + (w[t + 2] as number) + 0x6ed9eba1) | 0;
    e = (e << 30) | (e >>> 2);
    b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + (w[t + 3] as number) + 0x6ed9eba1) | 0;
    d = (d << 30) | (d >>> 2);
    a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + (w[t + 4] as number) + 0x6ed9eba1) | 0;
    c = (c << 30) | (c >>> 2);
  }
  for (; t < 60; t += 5) {
    e = (e + ((a << 5) | (a >>> 27)) + ((b & c) | (d & (b | c))) + (w[t] as number) - 0x70e44324) | 0;
    b = (b << 30) | (b >>> 2);
    d = (d + ((e << 5) | (e >>> 27)) + ((a & b) | (c & (a | b))) + (w[t + 1] as number) - 0x70e44324) | 0;
    a = (a << 30) | (a >>> 2);
    c = (c + ((d << 5) | (d >>> 27)) + ((e & a) | (b & (e | a))) + (w[t + 2] as number) - 0x70e44324) | 0;
    e = (e << 30) | (e >>> 2);
    b = (b + ((c << 5) | (c >>> 27)) + ((d & e) | (a & (d | e))) + (w[t + 3] as number) - 0x70e44324) | 0;
    d = (d << 30) | (d >>> 2);
    a = (a + ((b << 5) | (b >>> 27)) + ((c & d) | (e & (c | d))) + (w[t + 4] as number) - 0x70e44324) | 0;
    c = (c << 30) | (c >>> 2);
  }
  for (; t < 80; t += 5) {
    e = (e + ((a << 5) | (a >>> 27)) + (b ^ c ^ d) + (w[t] as number) - 0x359d3e2a) | 0;
    b = (b << 30) | (b >>> 2);
    d = (d + ((e << 5) | (e >>> 27)) + (a ^ b ^ c) + (w[t + 1] as number) - 0x359d3e2a) | 0;
    a = (a << 30) | (a >>> 2);
    c = (c + ((d << 5) | (d >>> 27)) + (e ^ a ^ b) + (w[t + 2] as number) - 0x359d3e2a) | 0;
    e = (e << 30) | (e >>> 2);
    b = (b + ((c << 5) | (c >>> 27)) + (d ^ e ^ a) + (w[t + 3] as number) - 0x359d3e2a) | 0;
    d = (d << 30) | (d >>> 2);
    a = (a + ((b << 5) | (b >>> 27)) + (c ^ d ^ e) + (w[t + 4] as number) - 0x359d3e2a) | 0;
    c = (c << 30) | (c >>> 2);
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
}
