import type { DocumentLine, IssuedDocument } from '@tapline/sdk';

export function sampleLine(changes: Partial<DocumentLine> = {}): DocumentLine {
  return {
    description: 'Internet 50M',
    quantityThousandths: 1000,
    unit: null,
    unitPriceMinor: 4000,
    isTaxIncluded: true,
    taxCode: 'standard',
    ratePartsPerMillion: 210_000,
    revenue: 'internet',
    serviceId: null,
    periodFrom: '2026-11-01',
    periodTo: '2026-11-30',
    netMinor: 3306,
    taxMinor: 694,
    grossMinor: 4000,
    ...changes,
  };
}

/** An invoice over so many lines of 40.00. */
export function sampleDocument(lineCount: number, changes: Partial<IssuedDocument> = {}): IssuedDocument {
  const lines = Array.from({ length: lineCount }, (_, index) => sampleLine({ description: `Internet 50M, line ${index + 1}` }));
  const [netMinor, taxMinor] = [3306 * lineCount, 694 * lineCount];
  return {
    id: '01jd0000000000000000000001',
    kind: 'invoice',
    series: 'invoice',
    seriesPeriod: '2026',
    seriesNumber: 17,
    number: '2026000017',
    customerId: '01jd0000000000000000000002',
    issueDate: '2026-12-01',
    supplyDate: '2026-11-30',
    dueDate: '2026-12-15',
    currency: 'EUR',
    customer: {
      number: 1042,
      name: 'Žofie Příšerně-Žluťoučká',
      address: 'Καλλιρρόης 12\n117 43 Αθήνα',
      email: 'zofie@example.org',
      taxTreatment: 'standard',
      taxNumber: 'CZ12345678',
      registrationNumber: null,
    },
    issuer: {
      name: 'Интернет Долина s.r.o.',
      address: 'Náměstí 1\n602 00 Brno',
      taxNumber: 'CZ87654321',
      registrationNumber: '87654321',
      iban: 'CZ65 0800 0000 1920 0014 5399',
      bic: 'GIBACZPX',
      email: 'billing@isp.example',
      phone: '+420 777 123 456',
    },
    lines,
    taxes: [{ taxCode: 'standard', title: 'VAT', ratePartsPerMillion: 210_000, netMinor, taxMinor }],
    netMinor,
    taxMinor,
    roundingMinor: 0,
    totalMinor: netMinor + taxMinor,
    note: null,
    relatedDocumentId: null,
    paymentId: null,
    entryId: null,
    isAlreadyCharged: false,
    issuedAtMs: Date.UTC(2026, 11, 1, 6),
    issuedBy: 'Billing',
    hash: '0'.repeat(64),
    ...changes,
  };
}
