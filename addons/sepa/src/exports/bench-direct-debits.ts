import { rightIban } from '../testing/right-numbers.js';
import type { DirectDebitItem } from './direct-debit-file.js';
import { writeDirectDebits } from './direct-debit-writer.js';

// How long a file of 50,000 collections takes, and what it needs of memory: items come one by one, what is written is thrown away.

const ITEMS = Number(process.argv[2] ?? 50_000);
const AMOUNT_MINOR = 4990;
const PIECES_PER_LOOK = 10_000;

function* items(): Generator<DirectDebitItem> {
  for (let number = 1; number <= ITEMS; number++) {
    yield {
      endToEndId: `TE${String(number).padStart(24, '0')}`,
      amountMinor: AMOUNT_MINOR,
      mandateReference: `K${number}-1`,
      details: {
        isOfBalance: false,
        documentIds: [],
        documentNumbers: [],
        sequence: 'RCUR',
        scheme: 'CORE',
        mandateType: 'recurrent',
        signedOn: '2026-01-31',
        debtorName: `Žofie Müller ${number}`,
        iban: rightIban('DE', String(number).padStart(18, '0')),
        bic: null,
        address: null,
        amendment: null,
        remittance: `2026${String(number).padStart(6, '0')} Example Net`,
        returnChargeMinor: 0,
      },
    };
  }
}

const before = performance.now();
let octets = 0;
let mostMemory = 0;
let pieces = 0;
const batch = {
  paymentInformationId: 'B-01',
  scheme: 'CORE',
  sequence: 'RCUR',
  collectionDate: '2026-12-01',
  items: ITEMS,
  sumMinor: ITEMS * AMOUNT_MINOR,
} as const;
const creditor = {
  name: 'Example Net',
  iban: 'DE89370400440532013000',
  bic: null,
  creditorId: 'DE98ZZZ09999999999',
  version: 'pain.008.001.08',
  addressStyle: 'none',
  characters: 'rulebook',
  isBatchBooked: true,
} as const;
await writeDirectDebits({ messageId: 'B', createdAt: '2026-11-30T09:00:00', creditor, batches: [batch] }, items, (piece) => {
  octets += Buffer.byteLength(piece);
  // Asking takes longer than writing a piece.
  if (pieces++ % PIECES_PER_LOOK === 0) mostMemory = Math.max(mostMemory, process.memoryUsage.rss());
});
const seconds = ((performance.now() - before) / 1000).toFixed(1);
process.stdout.write(
  `${ITEMS} collections: ${(octets / 1e6).toFixed(1)} MB in ${seconds} s, ${(mostMemory / 1e6).toFixed(0)} MB of memory at most\n`,
);
