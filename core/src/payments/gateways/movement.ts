import type { LocalDate, MovementStatus, ReportedCapture, ReportedReturn } from '@tapline/sdk';

/** What is known of money that moved at a gateway, and what of it is booked. */
export interface Movement {
  readonly id: string;
  readonly attemptId: string;
  readonly gatewayId: string;
  readonly kind: 'capture' | 'return';
  /** Of returns. */
  readonly returnKind: 'refund' | 'reversal' | null;
  readonly reference: string;
  readonly captureReference: string | null;
  /** `undone`: told by mistake; what is reported next counts anew. */
  readonly status: MovementStatus | 'undone';
  readonly amountMinor: number;
  readonly currency: string;
  readonly feeMinor: number | null;
  readonly chargeMinor: number;
  /** The day that the bank says, where it says one. */
  readonly valueDate: LocalDate | null;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  /** Why it cannot be booked without a person's word; null where it can. */
  readonly problem: string | null;
  readonly isBooked: boolean;
  /** How often it was booked or taken back: makes keys of its own for each. */
  readonly round: number;
  readonly feeBookedMinor: number;
  readonly feeRound: number;
  /** The invoice of what the customer is charged for a return. */
  readonly chargeDocumentId: string | null;
  readonly seenAtMs: number;
}

const RANK: Readonly<Record<Movement['status'], number>> = { undone: -1, pending: 0, failed: 1, completed: 2, withdrawn: 3 };

type Told = Pick<Movement, 'status' | 'amountMinor' | 'currency' | 'feeMinor' | 'chargeMinor' | 'valueDate' | 'reasonCode' | 'reason'>;

export function toldByCapture(capture: ReportedCapture): Told {
  return { ...told(capture), chargeMinor: 0 };
}

export function toldByReturn(reported: ReportedReturn): Told {
  return { ...told(reported), chargeMinor: reported.chargeMinor ?? 0 };
}

/**
 * What is known after one more report. Reports come twice and in any order: the one that is further on counts, and fills in what it does not say
 * from the other. `undefined` where nothing is new.
 */
export function mergeReport(known: Movement, report: Told): Movement | undefined {
  const isFurther = RANK[report.status] > RANK[known.status];
  if (known.status === 'undone') return isFurther ? { ...known, ...report, problem: null } : undefined;
  if (isFurther) {
    // A return that is withdrawn was of the amount that went back, whatever came back of it.
    const amounts = report.status === 'withdrawn' ? {} : { amountMinor: report.amountMinor, currency: report.currency };
    return {
      ...known,
      ...amounts,
      status: report.status,
      feeMinor: report.feeMinor ?? known.feeMinor,
      chargeMinor: report.chargeMinor || known.chargeMinor,
      valueDate: report.valueDate ?? known.valueDate,
      reasonCode: report.reasonCode ?? known.reasonCode,
      reason: report.reason ?? known.reason,
    };
  }
  const filled = {
    feeMinor: known.feeMinor ?? report.feeMinor,
    chargeMinor: known.chargeMinor || report.chargeMinor,
    valueDate: known.valueDate ?? report.valueDate,
    reasonCode: known.reasonCode ?? report.reasonCode,
    reason: known.reason ?? report.reason,
  };
  const isSame = (Object.keys(filled) as (keyof typeof filled)[]).every((key) => filled[key] === known[key]);
  return isSame ? undefined : { ...known, ...filled };
}

/** Whether money of it has moved and stands. */
export function isInForce({ status, problem }: Movement): boolean {
  return status === 'completed' && problem === null;
}

/** What it has cost, whatever became of it. */
export function feeWanted({ status, problem, feeMinor }: Movement): number {
  return status === 'pending' || status === 'undone' || problem !== null ? 0 : (feeMinor ?? 0);
}

function told({
  status,
  amountMinor,
  currency,
  feeMinor,
  valueDate,
  reasonCode,
  reason,
}: ReportedCapture | ReportedReturn): Omit<Told, 'chargeMinor'> {
  const why = { reasonCode: reasonCode ?? null, reason: reason ?? null };
  return { status, amountMinor, currency, feeMinor: feeMinor ?? null, valueDate: valueDate ?? null, ...why };
}
