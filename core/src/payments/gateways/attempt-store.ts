import type { GatewaySurcharge, PaymentAttemptState, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { databaseErrorKind, TransactionConflict } from '../../kernel/database/database-error.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { AttemptStep, KeptAttempt } from './kept-attempt.js';

type Row = Readonly<Record<string, string | number | null>>;

export interface AttemptSearch {
  readonly customerId?: string;
  readonly gatewayId?: string;
  readonly state?: PaymentAttemptState;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface AttemptSummary extends KeptAttempt {
  readonly customerName: string;
}

export interface AttemptEvent {
  readonly atMs: number;
  readonly actorName: string;
  readonly what: string;
}

export class AttemptStore {
  /** Another transaction that made the same attempt meanwhile makes this one start again, and find it. */
  async insert(tx: Transaction, attempt: KeptAttempt): Promise<void> {
    try {
      await sqlOf(tx)('payment_attempt').insert({ id: attempt.id, ...fixed(attempt), ...changing(attempt) });
    } catch (error) {
      if (databaseErrorKind(error) === 'duplicate')
        throw new TransactionConflict('the same attempt was made at the same time', { cause: error });
      throw error;
    }
  }

  async update(tx: Transaction, attempt: KeptAttempt): Promise<void> {
    await sqlOf(tx)('payment_attempt').where({ id: attempt.id }).update(changing(attempt));
  }

  find(tx: Transaction, attemptId: string): Promise<KeptAttempt | undefined> {
    return this.one(sqlOf(tx)('payment_attempt').where({ id: attemptId }));
  }

  findByReference(tx: Transaction, gatewayId: string, reference: string): Promise<KeptAttempt | undefined> {
    return this.one(sqlOf(tx)('payment_attempt').where({ gateway_id: gatewayId, reference }));
  }

  findByKey(tx: Transaction, idempotencyKey: string): Promise<KeptAttempt | undefined> {
    return this.one(sqlOf(tx)('payment_attempt').where({ idempotency_key: idempotencyKey }));
  }

  findByPayment(tx: Transaction, paymentId: string): Promise<KeptAttempt | undefined> {
    return this.one(
      sqlOf(tx)('payment_attempt as a')
        .join('gateway_movement as m', 'm.attempt_id', 'a.id')
        .join('gateway_payment as p', 'p.capture_id', 'm.id')
        .where('p.payment_id', paymentId)
        .select('a.*'),
    );
  }

  async ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly KeptAttempt[]> {
    const rows = (await sqlOf(tx)('payment_attempt')
      .where({ customer_id: customerId })
      .orderBy([
        { column: 'created_at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit)) as Row[];
    return rows.map(toAttempt);
  }

  /** Attempts whose money is on its way, the oldest first. */
  async pendingOf(tx: Transaction, customerIds: readonly string[]): Promise<readonly KeptAttempt[]> {
    const rows = (await sqlOf(tx)('payment_attempt')
      .whereIn('customer_id', customerIds)
      .where('pending_minor', '>', 0)
      .orderBy(['created_at_ms', 'id'])) as Row[];
    return rows.map(toAttempt);
  }

  async ofGateway(
    tx: Transaction,
    query: { readonly gatewayId: string; readonly states?: readonly string[]; readonly afterId?: string; readonly limit: number },
  ): Promise<readonly KeptAttempt[]> {
    const found = sqlOf(tx)('payment_attempt')
      .where({ gateway_id: query.gatewayId })
      .where('id', '>', query.afterId ?? '')
      .orderBy('id')
      .limit(query.limit);
    if (query.states) void found.whereIn('state', query.states);
    return ((await found) as Row[]).map(toAttempt);
  }

  /** What is to be asked of its gateway by now, the longest overdue first. */
  async toCheck(tx: Transaction, nowMs: number, limit: number): Promise<readonly KeptAttempt[]> {
    const rows = (await sqlOf(tx)('payment_attempt')
      .where('check_at_ms', '<=', nowMs)
      .orderBy(['check_at_ms', 'id'])
      .limit(limit)) as Row[];
    return rows.map(toAttempt);
  }

  async search(tx: Transaction, search: AttemptSearch): Promise<{ readonly attempts: readonly AttemptSummary[]; readonly total: number }> {
    const narrow = (query: Knex.QueryBuilder): Knex.QueryBuilder => {
      if (search.customerId !== undefined) void query.where('a.customer_id', search.customerId);
      if (search.gatewayId !== undefined) void query.where('a.gateway_id', search.gatewayId);
      if (search.state !== undefined) void query.where('a.state', search.state);
      return query;
    };
    const sql = sqlOf(tx);
    const [count] = (await narrow(sql('payment_attempt as a')).count({ total: '*' })) as Row[];
    const rows = (await narrow(sql('payment_attempt as a'))
      .leftJoin('customer as c', 'c.id', 'a.customer_id')
      .select('a.*', { customer_name: 'c.name' })
      .orderBy('a.created_at_ms', 'desc')
      .orderBy('a.id', 'desc')
      .limit(search.pageSize)
      .offset((search.page - 1) * search.pageSize)) as Row[];
    return {
      attempts: rows.map((row) => ({ ...toAttempt(row), customerName: String(row.customer_name ?? '') })),
      total: Number(count?.total ?? 0),
    };
  }

  async addEvent(tx: Transaction, attemptId: string, atMs: number, what: string): Promise<void> {
    const words = what.length > 500 ? `${what.slice(0, 499)}…` : what;
    await sqlOf(tx)('payment_attempt_event').insert({ attempt_id: attemptId, at_ms: atMs, actor_name: tx.actor.name, what: words });
  }

  async events(tx: Transaction, attemptId: string): Promise<readonly AttemptEvent[]> {
    const rows = (await sqlOf(tx)('payment_attempt_event').where({ attempt_id: attemptId }).orderBy('sequence')) as Row[];
    return rows.map((row) => ({ atMs: Number(row.at_ms), actorName: String(row.actor_name), what: String(row.what) }));
  }

  async isMessageKnown(tx: Transaction, gatewayId: string, messageId: string): Promise<boolean> {
    const rows = (await sqlOf(tx)('gateway_message').where({ gateway_id: gatewayId, message_id: messageId }).limit(1)) as Row[];
    return rows.length > 0;
  }

  async keepMessage(
    tx: Transaction,
    message: { readonly gatewayId: string; readonly id: string; readonly type: string; readonly attemptId: string; readonly atMs: number },
  ): Promise<void> {
    await sqlOf(tx)('gateway_message')
      .insert({
        gateway_id: message.gatewayId,
        message_id: message.id,
        type: message.type,
        attempt_id: message.attemptId,
        at_ms: message.atMs,
      })
      .onConflict(['gateway_id', 'message_id'])
      .ignore();
  }

  private async one(query: Knex.QueryBuilder): Promise<KeptAttempt | undefined> {
    const [row] = (await query.limit(1)) as Row[];
    return row && toAttempt(row);
  }
}

function fixed(attempt: KeptAttempt): Readonly<Record<string, unknown>> {
  return {
    gateway_id: attempt.gatewayId,
    gateway_kind: attempt.gatewayKind,
    gateway_title: attempt.gatewayTitle,
    account: attempt.account,
    customer_id: attempt.customerId,
    amount_minor: attempt.amountMinor,
    surcharge_minor: attempt.surchargeMinor,
    surcharge: attempt.surcharge === null ? null : JSON.stringify(attempt.surcharge),
    currency: attempt.currency,
    idempotency_key: attempt.idempotencyKey,
    return_key: attempt.returnKey,
    return_to: attempt.returnTo,
    created_at_ms: attempt.createdAtMs,
  };
}

function changing(attempt: KeptAttempt): Readonly<Record<string, unknown>> {
  return {
    document_ids: JSON.stringify(attempt.documentIds),
    reference: attempt.reference,
    redirect_url: attempt.redirectUrl,
    step: attempt.step,
    step_reason: attempt.stepReason,
    step_reason_code: attempt.stepReasonCode,
    state: attempt.state,
    reason: attempt.reason,
    reason_code: attempt.reasonCode,
    paid_minor: attempt.paidMinor,
    returned_minor: attempt.returnedMinor,
    pending_minor: attempt.pendingMinor,
    surcharge_document_id: attempt.surchargeDocumentId,
    surcharge_round: attempt.surchargeRound,
    changed_at_ms: attempt.changedAtMs,
    expires_at_ms: attempt.expiresAtMs,
    check_at_ms: attempt.checkAtMs,
    checks: attempt.checks,
  };
}

const words = (value: string | number | null | undefined): string | null => (value === null || value === undefined ? null : String(value));
const number = (value: string | number | null | undefined): number | null => (value === null || value === undefined ? null : Number(value));

function toAttempt(row: Row): KeptAttempt {
  const surcharge = words(row.surcharge);
  return {
    id: String(row.id),
    gatewayId: String(row.gateway_id),
    gatewayKind: row.gateway_kind as KeptAttempt['gatewayKind'],
    gatewayTitle: String(row.gateway_title),
    account: String(row.account),
    customerId: String(row.customer_id),
    documentIds: JSON.parse(String(row.document_ids)) as readonly string[],
    amountMinor: Number(row.amount_minor),
    surchargeMinor: Number(row.surcharge_minor),
    totalMinor: Number(row.amount_minor) + Number(row.surcharge_minor),
    surcharge: surcharge === null ? null : (JSON.parse(surcharge) as GatewaySurcharge),
    currency: String(row.currency),
    idempotencyKey: String(row.idempotency_key),
    reference: words(row.reference),
    redirectUrl: words(row.redirect_url),
    returnKey: String(row.return_key),
    returnTo: words(row.return_to),
    step: row.step as AttemptStep,
    stepReason: words(row.step_reason),
    stepReasonCode: words(row.step_reason_code),
    state: row.state as PaymentAttemptState,
    reason: words(row.reason),
    reasonCode: words(row.reason_code),
    paidMinor: Number(row.paid_minor),
    returnedMinor: Number(row.returned_minor),
    pendingMinor: Number(row.pending_minor),
    surchargeDocumentId: words(row.surcharge_document_id),
    surchargeRound: Number(row.surcharge_round),
    createdAtMs: Number(row.created_at_ms),
    changedAtMs: Number(row.changed_at_ms),
    expiresAtMs: number(row.expires_at_ms),
    checkAtMs: number(row.check_at_ms),
    checks: Number(row.checks),
  };
}
