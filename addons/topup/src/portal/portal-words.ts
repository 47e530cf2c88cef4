/** What the portal says, by language. */
export const PORTAL_WORDS = Object.freeze({
  title: { en: 'Buy data', es: 'Comprar datos', cs: 'Koupit data' },
  buy: { en: 'Buy', es: 'Comprar', cs: 'Koupit' },
  cancel: { en: 'Cancel', es: 'Cancelar', cs: 'Zrušit' },
  confirm: { en: 'Buy this data?', es: '¿Comprar estos datos?', cs: 'Koupit tato data?' },
  fromBalance: { en: 'It is charged to your balance.', es: 'Se carga a su saldo.', cs: 'Cena se strhne z vašeho zůstatku.' },
  onNextBill: { en: 'It comes with your next bill.', es: 'Se incluye en su próxima factura.', cs: 'Bude na příštím vyúčtování.' },
  payFirst: {
    en: 'The data comes as soon as it is paid.',
    es: 'Los datos llegan en cuanto se paguen.',
    cs: 'Data přijdou, jakmile budou zaplacena.',
  },
  until: { en: 'until', es: 'hasta el', cs: 'do' },
  over: { en: 'over', es: 'caducado', cs: 'skončilo' },
  usedUp: { en: 'used up', es: 'agotado', cs: 'vyčerpáno' },
  takenBack: { en: 'taken back', es: 'devuelto', cs: 'vráceno' },
  confirmAutomatic: { en: 'Buy this by itself?', es: '¿Comprar esto automáticamente?', cs: 'Kupovat automaticky?' },
  whenUsedUp: {
    en: 'It is bought whenever the data of the line is used up.',
    es: 'Se compra cada vez que se agoten los datos de la línea.',
    cs: 'Koupí se vždy, když linka vyčerpá svá data.',
  },
  buysNow: {
    en: 'It buys now, because your data is used up.',
    es: 'Compra ahora mismo, porque sus datos están agotados.',
    cs: 'Koupí se hned, protože vaše data jsou vyčerpána.',
  },
  balance: { en: 'Your balance', es: 'Su saldo', cs: 'Váš zůstatek' },
  missing: { en: 'Missing', es: 'Falta', cs: 'Chybí' },
  addMoney: { en: 'Add money', es: 'Añadir dinero', cs: 'Doplnit zůstatek' },
  left: { en: 'left', es: 'quedan', cs: 'zbývá' },
  nothing: { en: 'Your lines can buy no data.', es: 'Sus líneas no pueden comprar datos.', cs: 'Pro vaše linky nejsou data v nabídce.' },
  notMetered: {
    en: 'Nothing limits the data of this line, so there is nothing to buy.',
    es: 'Nada limita los datos de esta línea, así que no hay nada que comprar.',
    cs: 'Data této linky nic neomezuje, není tedy co kupovat.',
  },
  bought: { en: 'Your line has the data now.', es: 'Su línea ya tiene los datos.', cs: 'Vaše linka už data má.' },
  purchases: { en: 'Bought', es: 'Comprado', cs: 'Koupeno' },
  waiting: { en: 'Ordered', es: 'Pedido', cs: 'Objednáno' },
  cancelled: { en: 'The order is cancelled.', es: 'El pedido está cancelado.', cs: 'Objednávka je zrušena.' },
  pay: { en: 'Pay', es: 'Pagar', cs: 'Zaplatit' },
  switched: { en: 'It is kept.', es: 'Guardado.', cs: 'Uloženo.' },
  isOn: { en: 'Buys by itself when its data is used up', es: 'Compra sola al agotarse', cs: 'Po vyčerpání dat kupuje sama' },
  isOff: { en: 'Buys nothing by itself', es: 'No compra sola', cs: 'Sama nic nekupuje' },
  switchOn: { en: 'Switch on', es: 'Activar', cs: 'Zapnout' },
  switchOff: { en: 'Switch off', es: 'Desactivar', cs: 'Vypnout' },
});

/** Why a purchase was refused, by code; what is not here comes in the words of the error. */
export const REFUSALS: Readonly<Record<string, { readonly en: string; readonly es: string; readonly cs: string }>> = Object.freeze({
  TOPUP_NOT_COVERED: {
    en: 'Your balance does not pay for it; add money first.',
    es: 'Su saldo no alcanza; añada dinero primero.',
    cs: 'Na to váš zůstatek nestačí; nejdřív ho doplňte.',
  },
  TOPUP_OFFER_UNKNOWN: {
    en: 'This is not offered any more; choose one of the offers below.',
    es: 'Esto ya no se ofrece; elija una de las ofertas de abajo.',
    cs: 'Toto už není v nabídce; vyberte si níže.',
  },
  TOPUP_LINE_STOPPED: { en: 'This line is stopped.', es: 'Esta línea está dada de baja.', cs: 'Tato linka je ukončena.' },
  TOPUP_NOT_METERED: PORTAL_WORDS.notMetered,
  TOPUP_ENDED: { en: 'This offer is over.', es: 'Esta oferta ha terminado.', cs: 'Tato nabídka už skončila.' },
});
