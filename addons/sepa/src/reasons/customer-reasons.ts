type Words = Readonly<Record<'en' | 'es' | 'cs', string>>;

/** Reasons that customers can do something about, said to them; what is between banks and the creditor is left out. */
const REASONS: Readonly<Record<string, Words>> = {
  AC01: { en: 'the account number is wrong', es: 'el número de cuenta es incorrecto', cs: 'číslo účtu je chybné' },
  AC04: { en: 'the account is closed', es: 'la cuenta está cerrada', cs: 'účet je zrušen' },
  AC06: { en: 'the account is blocked', es: 'la cuenta está bloqueada', cs: 'účet je blokován' },
  AC13: {
    en: 'the account does not allow this kind of direct debit',
    es: 'la cuenta no admite este tipo de adeudo',
    cs: 'účet tento druh inkasa neumožňuje',
  },
  AG01: {
    en: 'direct debits are not allowed on the account',
    es: 'la cuenta no admite domiciliaciones',
    cs: 'účet neumožňuje inkaso',
  },
  AM04: {
    en: 'there was not enough money on the account',
    es: 'no había saldo suficiente en la cuenta',
    cs: 'na účtu nebyl dostatek prostředků',
  },
  MD01: { en: 'the bank knows no valid mandate', es: 'el banco no reconoce un mandato válido', cs: 'banka nezná platný mandát' },
  MD06: { en: 'the bank was asked for the money back', es: 'se pidió la devolución al banco', cs: 'banka byla požádána o vrácení' },
  MS02: { en: 'the payment was refused', es: 'el pago fue rechazado', cs: 'platba byla odmítnuta' },
  MS03: { en: 'the bank gives no reason', es: 'el banco no indica el motivo', cs: 'banka důvod neuvádí' },
  SL01: {
    en: 'the bank was told not to pay us by direct debit',
    es: 'se indicó al banco que no pague nuestros recibos',
    cs: 'banka má zakázáno nám inkasem platit',
  },
};

/** In the language, English where there is none; undefined for what a customer cannot change. */
export function customerReason(code: string | null, language: string): string | undefined {
  const words: (Readonly<Record<string, string>> & { readonly en: string }) | undefined = REASONS[code ?? ''];
  return words && (words[language] ?? words.en);
}
