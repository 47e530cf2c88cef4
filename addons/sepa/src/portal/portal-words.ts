/** What the portal says, by language. */
export const PORTAL_WORDS = Object.freeze({
  title: { en: 'Direct debit', es: 'Domiciliación', cs: 'Inkaso' },
  intro: {
    en: 'We collect your invoices from this account:',
    es: 'Cobramos sus facturas de esta cuenta:',
    cs: 'Vaše faktury inkasujeme z tohoto účtu:',
  },
  blocked: {
    en: 'Your bank has returned a collection. Please give another account, or talk to us.',
    es: 'Su banco ha devuelto un cobro. Indique otra cuenta o hable con nosotros.',
    cs: 'Vaše banka inkaso vrátila. Zadejte prosím jiný účet, nebo se nám ozvěte.',
  },
  sameAccount: {
    en: 'Your bank has returned a collection from this account: please give another one, or talk to us.',
    es: 'Su banco ha devuelto un cobro de esta cuenta: indique otra o hable con nosotros.',
    cs: 'Z tohoto účtu vaše banka inkaso vrátila: zadejte prosím jiný, nebo se nám ozvěte.',
  },
  last: { en: 'Last collections', es: 'Últimos cobros', cs: 'Poslední inkasa' },
  day: { en: 'Day', es: 'Fecha', cs: 'Den' },
  amount: { en: 'Amount', es: 'Importe', cs: 'Částka' },
  state: { en: 'State', es: 'Estado', cs: 'Stav' },
  pending: { en: 'Being collected', es: 'En curso', cs: 'Probíhá' },
  paid: { en: 'Paid', es: 'Pagado', cs: 'Zaplaceno' },
  rejected: { en: 'Not collected', es: 'No cobrado', cs: 'Neprovedeno' },
  returned: { en: 'Returned', es: 'Devuelto', cs: 'Vráceno' },
  cancelled: { en: 'Cancelled', es: 'Anulado', cs: 'Zrušeno' },
  reference: { en: 'Mandate', es: 'Mandato', cs: 'Mandát' },
  next: { en: 'Next collection', es: 'Próximo cobro', cs: 'Příští inkaso' },
  give: { en: 'Pay by direct debit', es: 'Pagar por domiciliación', cs: 'Platit inkasem' },
  change: { en: 'Another account', es: 'Otra cuenta', cs: 'Jiný účet' },
  holder: { en: 'Account holder', es: 'Titular de la cuenta', cs: 'Majitel účtu' },
  iban: { en: 'IBAN', es: 'IBAN', cs: 'IBAN' },
  consent: {
    en: 'By sending this form I authorise {creditor} (creditor identifier {creditorId}) to send instructions to my bank to debit my account, and my bank to debit my account in accordance with them. I am told of each collection {days} days before at the latest. I am entitled to a refund from my bank under the terms of my agreement with it; I must claim it within eight weeks from the day of the debit.',
    es: 'Al enviar este formulario autorizo a {creditor} (identificador del acreedor {creditorId}) a enviar instrucciones a mi banco para adeudar mi cuenta, y a mi banco a efectuar los adeudos conforme a ellas. Se me avisará de cada cobro con {days} días de antelación como mínimo. Tengo derecho a que mi banco me reembolse según los términos de mi contrato con él; debo reclamarlo dentro de las ocho semanas desde la fecha del adeudo.',
    cs: 'Odesláním tohoto formuláře zmocňuji {creditor} (identifikátor věřitele {creditorId}) k zasílání pokynů mé bance k odepsání částek z mého účtu a svou banku k jejich provedení. O každém inkasu budu informován nejpozději {days} dní předem. Mám právo na vrácení částky bankou podle smlouvy s ní; musím o ně požádat do osmi týdnů ode dne odepsání.',
  },
  agree: { en: 'I agree', es: 'Acepto', cs: 'Souhlasím' },
  send: { en: 'Give the mandate', es: 'Dar el mandato', cs: 'Udělit mandát' },
  sure: {
    en: 'We then collect nothing more from this account, and you pay your invoices yourself. This is for good: to pay by direct debit again you give a new mandate.',
    es: 'No cobraremos nada más de esta cuenta y pagará usted mismo sus facturas. Es definitivo: para volver a domiciliar deberá dar un nuevo mandato.',
    cs: 'Z tohoto účtu už nic neinkasujeme a faktury budete platit sami. Je to natrvalo: pro další inkaso udělíte nový mandát.',
  },
  revoke: { en: 'Revoke', es: 'Revocar', cs: 'Odvolat' },
  given: {
    en: 'Thank you: we will collect from your account.',
    es: 'Gracias: cobraremos de su cuenta.',
    cs: 'Děkujeme, budeme inkasovat z vašeho účtu.',
  },
  changed: { en: 'Your new account is kept.', es: 'Su nueva cuenta está guardada.', cs: 'Váš nový účet je uložen.' },
  revoked: {
    en: 'The mandate is revoked. What is with the bank already goes on.',
    es: 'El mandato queda revocado. Lo que ya está en el banco sigue su curso.',
    cs: 'Mandát je odvolán. Co už má banka, proběhne.',
  },
  notAgreed: {
    en: 'Please agree to the mandate first.',
    es: 'Acepte primero el mandato.',
    cs: 'Nejprve prosím s mandátem souhlaste.',
  },
  nothing: {
    en: 'Direct debit is not offered at the moment.',
    es: 'La domiciliación no está disponible por ahora.',
    cs: 'Inkaso teď není v nabídce.',
  },
  wrongIban: {
    en: 'This IBAN is not right: please compare it with your bank card.',
    es: 'Este IBAN no es correcto: compárelo con su tarjeta.',
    cs: 'Tento IBAN není správný: porovnejte ho prosím s kartou.',
  },
});

/** In the language of the page, English where it has none. */
export function inLanguage(words: Readonly<Record<string, string>> & { readonly en: string }, language: string): string {
  return words[language] ?? words.en;
}
