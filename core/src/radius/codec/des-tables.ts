// The tables of FIPS 46-3 as it prints them, bits counted from 1 at the left, and what a key or a block is looked up in, made of them once.

const PERMUTED_CHOICE_1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7,
  62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];

const PERMUTED_CHOICE_2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48,
  44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];

const PERMUTATION = [16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25];

/** S1 to S8, each with its four rows of sixteen hexadecimal digits. */
const SUBSTITUTIONS = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
];

/**
 * The halves C and D of 28 bits each by half octet of a key of 7 octets: `[halfOctet * 16 + value]`. A key of 8 octets is the same bits with
 * a parity bit behind every seventh, and the first thing that DES does is to drop those.
 */
export const KEY_C = new Int32Array(14 * 16);
export const KEY_D = new Int32Array(14 * 16);

/**
 * The 24 bits of a round's key that come from C, and those that come from D, by seven bits of them: `[seventh * 128 + value]`. Four groups
 * of six bits, the first and third in the upper 16 bits and the other two in the lower, as {@link SUBSTITUTED} wants them.
 */
export const ROUND_KEY_C = new Int32Array(4 * 128);
export const ROUND_KEY_D = new Int32Array(4 * 128);

/** The output of a substitution, permuted: `[box * 64 + its six bits of input]`. */
export const SUBSTITUTED = new Int32Array(8 * 64);

for (let halfOctet = 0; halfOctet < 14; halfOctet++) {
  for (let value = 0; value < 16; value++) {
    PERMUTED_CHOICE_1.forEach((position, index) => {
      const bit = position - 1 - Math.floor((position - 1) / 8); // in a key without parity bits
      if (bit >> 2 !== halfOctet || ((value >> (3 - (bit & 3))) & 1) === 0) return;
      const half = index < 28 ? KEY_C : KEY_D;
      half[halfOctet * 16 + value] = (half[halfOctet * 16 + value] as number) | (1 << (27 - (index % 28)));
    });
  }
}

/** How far a group of six bits is shifted, by its number among the four of a half. */
const GROUP_SHIFTS = [26, 10, 18, 2];

for (let seventh = 0; seventh < 4; seventh++) {
  for (let value = 0; value < 128; value++) {
    PERMUTED_CHOICE_2.forEach((position, index) => {
      const bit = (position - 1) % 28;
      if (Math.floor(bit / 7) !== seventh || ((value >> (6 - (bit % 7))) & 1) === 0) return;
      const half = index < 24 ? ROUND_KEY_C : ROUND_KEY_D;
      const shift = (GROUP_SHIFTS[Math.floor((index % 24) / 6)] as number) + 5 - (index % 6);
      half[seventh * 128 + value] = (half[seventh * 128 + value] as number) | (1 << shift);
    });
  }
}

SUBSTITUTIONS.forEach((rows, box) => {
  for (let input = 0; input < 64; input++) {
    const row = ((input >> 4) & 2) | (input & 1);
    const output = Number.parseInt(rows.charAt(row * 16 + ((input >> 1) & 15)), 16);
    PERMUTATION.forEach((position, index) => {
      if (Math.floor((position - 1) / 4) !== box || ((output >> (3 - ((position - 1) & 3))) & 1) === 0) return;
      SUBSTITUTED[box * 64 + input] = (SUBSTITUTED[box * 64 + input] as number) | (1 << (31 - index));
    });
  }
});
