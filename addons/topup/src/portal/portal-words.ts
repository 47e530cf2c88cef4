/** What the portal says, by language. */
export const PORTAL_WORDS = Object.freeze({
  title: { en: 'Buy data', es: 'Comprar datos', cs: 'Koupit data' },
  buy: { en: 'Buy', es: 'Comprar', cs: 'Koupit' },
  left: { en: 'left', es: 'quedan', cs: 'zbývá' },
  nothing: { en: 'Your lines can buy no data.', es: 'Sus líneas no pueden comprar datos.', cs: 'Pro vaše linky nejsou data v nabídce.' },
  bought: { en: 'Your line has the data now.', es: 'Su línea ya tiene los datos.', cs: 'Vaše linka už data má.' },
  waits: {
    en: 'The data comes as soon as it is paid.',
    es: 'Los datos llegan en cuanto se paguen.',
    cs: 'Data přijdou, jakmile budou zaplacena.',
  },
  switched: { en: 'It is kept.', es: 'Guardado.', cs: 'Uloženo.' },
  isOn: { en: 'Buys by itself when its data is used up', es: 'Compra sola al agotarse', cs: 'Po vyčerpání dat kupuje sama' },
  isOff: { en: 'Buys nothing by itself', es: 'No compra sola', cs: 'Sama nic nekupuje' },
  switchOn: { en: 'Switch on', es: 'Activar', cs: 'Zapnout' },
  switchOff: { en: 'Switch off', es: 'Desactivar', cs: 'Vypnout' },
});

/** In the language of the page, English where it has none. */
export function inLanguage(words: Readonly<Record<string, string>> & { readonly en: string }, language: string): string {
  return words[language] ?? words.en;
}
