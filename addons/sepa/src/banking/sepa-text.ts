/** Which characters a bank takes: those of the rulebook alone (EPC217-08), or German letters and `&*$%` too (DFÜ agreement, appendix 3). */
export const CHARACTER_SETS = Object.freeze(['rulebook', 'german'] as const);
export type CharacterSet = (typeof CHARACTER_SETS)[number];

const TAKEN: Readonly<Record<CharacterSet, RegExp>> = {
  rulebook: /^[A-Za-z0-9/?:().,'+ -]$/,
  german: /^[A-Za-z0-9/?:().,'+ ÄÖÜäöüß&*$%-]$/,
};

const pairs = (text: string): readonly (readonly [string, string])[] => text.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]);

/** What stands for letters that do not come apart into a letter and its marks: by the usual romanisations. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ...pairs('ÄAe äae ÖOe öoe ÜUe üue ßss ÆAe æae ŒOe œoe ØO øo ÅA åa ŁL łl ĐD đd ÐD ðd ÞTh þth ıi ĦH ħh ŊN ŋn ŦT ŧt'),
  ...pairs("‘' ’' ‚, ‛' “' ”' „' «' »' `' ´' \"' –- —- −- …. _- &+ @(at) #. €EUR $USD £GBP"),
  ...pairs('αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo'),
  ...pairs(
    'аa бb вv гg дd еe жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хh цts чch шsh щsht ъa ыy ьy эe юyu яya іi їyi єye ґg ђdj јj љlj њnj ћc џdz ѓgj ќkj ѕdz',
  ),
]);

/**
 * A text as banks take it, at most so long: letters of Latin, Greek and Cyrillic scripts by their usual romanisation, others as a full stop. It neither
 * begins nor ends with a slash, and holds no two of them in a row. Empty where nothing readable is left.
 */
export function sepaText(text: string, maxLength: number, characters: CharacterSet = 'rulebook'): string {
  let out = '';
  for (const character of text.normalize('NFC').replaceAll(/\s+/g, ' ')) out += taken(character, characters);
  const clean = tidy(out).slice(0, maxLength);
  return /[A-Za-z0-9ÄÖÜäöüß]/.test(clean) ? tidy(clean) : '';
}

function taken(character: string, characters: CharacterSet): string {
  if (TAKEN[characters].test(character)) return character;
  const known = LETTERS.get(character) ?? capital(character);
  if (known !== undefined) return known;
  const plain = character.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  if (plain === character) return /\p{M}|\p{C}/u.test(character) ? '' : '.';
  return Array.from(plain, (part) => (TAKEN.rulebook.test(part) ? part : (LETTERS.get(part) ?? capital(part) ?? '.'))).join('');
}

function capital(character: string): string | undefined {
  const small = character.toLowerCase();
  const known = small === character ? undefined : LETTERS.get(small);
  return known && known.slice(0, 1).toUpperCase() + known.slice(1);
}

function tidy(text: string): string {
  return text
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/\/{2,}/g, '/')
    .replaceAll(/^[\s/]+|[\s/]+$/g, '');
}

/** Whether a reference can stand in a file as it is (EPC217-08): at most 35 of the rulebook's characters, and no slash at an end or twice. */
export function isSepaReference(text: string): boolean {
  return /^[A-Za-z0-9/?:().,'+-]{1,35}$/.test(text) && !text.startsWith('/') && !text.endsWith('/') && !text.includes('//');
}
