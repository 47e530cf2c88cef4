import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { Movement } from './movement.js';

type Row = Readonly<Record<string, string | number | null>>;

/** A refund that was asked of a gateway: `asked` until its answer is known. */
export interface RefundRequest {
  readonly id: string;
  readonly attemptId: string;
  readonly captureReference: string;
  readonly amountMinor: number;
  readonly status: 'asked' | 'taken' | 'refused';
  /** What the gateway calls the refund. */
  readonly reference: string | null;
  readonly reason: string | null;
  readonly idempotencyKey: string;
  readonly askedAtMs: number;
}

export class MovementStore {
  async insert(tx: Transaction, movement: Movement): Promise<void> {
    await sqlOf(tx)('gateway_movement').insert({
      id: movement.id,
      attempt_id: movement.attemptId,
      gateway_id: movement.gatewayId,
      kind: movement.kind,
      return_kind: movement.returnKind,
      reference: movement.reference,
      capture_reference: movement.captureReference,
      seen_at_ms: movement.seenAtMs,
      ...changing(movement),
    });
  }

  async update(tx: Transaction, movement: Movement): Promise<void> {
    await sqlOf(tx)('gateway_movement').where({ id: movement.id }).update(changing(movement));
  }

  async ofAttempt(tx: Transaction, attemptId: string): Promise<readonly Movement[]> {
    const rows = (await sqlOf(tx)('gateway_movement').where({ attempt_id: attemptId }).orderBy(['seen_at_ms', 'id'])) as Row[];
    return rows.map(toMovement);
  }

  async find(tx: Transaction, gatewayId: string, kind: Movement['kind'], reference: string): Promise<Movement | undefined> {
    const [row] = (await sqlOf(tx)('gateway_movement').where({ gateway_id: gatewayId, kind, reference })) as Row[];
    return row && toMovement(row);
  }

  async addPayment(tx: Transaction, captureId: string, paymentId: string): Promise<void> {
    await sqlOf(tx)('gateway_payment').insert({ payment_id: paymentId, capture_id: captureId });
  }

  /** The ids of the payments that a capture was booked as, the newest first. */
  async paymentsOf(tx: Transaction, captureId: string): Promise<readonly string[]> {
    const rows = (await sqlOf(tx)('gateway_payment').where({ capture_id: captureId }).orderBy('payment_id', 'desc')) as Row[];
    return rows.map((row) => String(row.payment_id));
  }

  async insertRequest(tx: Transaction, request: RefundRequest): Promise<void> {
    await sqlOf(tx)('gateway_refund_request').insert({
      id: request.id,
      attempt_id: request.attemptId,
      capture_reference: request.captureReference,
      amount_minor: request.amountMinor,
      status: request.status,
      reference: request.reference,
      reason: request.reason,
      idempotency_key: request.idempotencyKey,
      asked_at_ms: request.askedAtMs,
    });
  }

  async updateRequest(tx: Transaction, { id, status, reference, reason }: RefundRequest): Promise<void> {
    await sqlOf(tx)('gateway_refund_request').where({ id }).update({ status, reference, reason });
  }

  async requestsOf(tx: Transaction, attemptId: string): Promise<readonly RefundRequest[]> {
    const rows = (await sqlOf(tx)('gateway_refund_request').where({ attempt_id: attemptId }).orderBy(['asked_at_ms', 'id'])) as Row[];
    return rows.map(toRequest);
  }

  async findRequest(tx: Transaction, idempotencyKey: string): Promise<RefundRequest | undefined> {
    const [row] = (await sqlOf(tx)('gateway_refund_request').where({ idempotency_key: idempotencyKey })) as Row[];
    return row && toRequest(row);
  }
}

function changing(movement: Movement): Readonly<Record<string, unknown>> {
  return {
    status: movement.status,
    amount_minor: movement.amountMinor,
    currency: movement.currency,
    fee_minor: movement.feeMinor,
    charge_minor: movement.chargeMinor,
    value_date: movement.valueDate,
    reason_code: movement.reasonCode,
    reason: movement.reason,
    problem: movement.problem,
    is_booked: movement.isBooked ? 1 : 0,
    round: movement.round,
    fee_booked_minor: movement.feeBookedMinor,
    fee_round: movement.feeRound,
    charge_document_id: movement.chargeDocumentId,
  };
}

const words = (value: string | number | null | undefined): string | null => (value === null || value === undefined ? null : String(value));

function toMovement(row: Row): Movement {
  return {
    id: String(row.id),
    attemptId: String(row.attempt_id),
    gatewayId: String(row.gateway_id),
    kind: row.kind as Movement['kind'],
    returnKind: row.return_kind as Movement['returnKind'],
    reference: String(row.reference),
    captureReference: words(row.capture_reference),
    status: row.status as Movement['status'],
    amountMinor: Number(row.amount_minor),
    currency: String(row.currency),
    feeMinor: row.fee_minor === null ? null : Number(row.fee_minor),
    chargeMinor: Number(row.charge_minor),
    valueDate: words(row.value_date),
    reasonCode: words(row.reason_code),
    reason: words(row.reason),
    problem: words(row.problem),
    isBooked: Number(row.is_booked) === 1,
    round: Number(row.round),
    feeBookedMinor: Number(row.fee_booked_minor),
    feeRound: Number(row.fee_round),
    chargeDocumentId: words(row.charge_document_id),
    seenAtMs: Number(row.seen_at_ms),
  };
}

function toRequest(row: Row): RefundRequest {
  return {
    id: String(row.id),
    attemptId: String(row.attempt_id),
    captureReference: String(row.capture_reference),
    amountMinor: Number(row.amount_minor),
    status: row.status as RefundRequest['status'],
    reference: words(row.reference),
    reason: words(row.reason),
    idempotencyKey: String(row.idempotency_key),
    askedAtMs: Number(row.asked_at_ms),
  };
}
