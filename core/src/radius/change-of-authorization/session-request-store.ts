import type { Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { deleteSome } from '../../kernel/database/delete-some.js';
import { newId } from '../../kernel/ids/id.js';
import type { CoaDevice } from './coa-health-store.js';
import type { NeededRequest } from './needed-request.js';
import type { RequestCause, RequestKind, RequestState, SessionRequest } from './session-request.js';

/** Whom a new request is about. */
export interface RequestSubject {
  readonly sessionId: string;
  readonly serviceId: string | null;
  readonly routerId: string;
  readonly deviceAddress: string;
}

export interface RequestTimes {
  /** Business time. */
  readonly nowMs: number;
  /** Real time. */
  readonly dueAtMs: number;
}

/** A request that this process sends, until `untilMs` of real time: then another may. */
export interface Claim {
  readonly id: string;
  readonly untilMs: number;
}

export interface RequestResult {
  readonly state: RequestState;
  readonly attempts: number;
  /** Real time. */
  readonly nextTryAtMs: number | null;
  readonly errorCause: string | null;
  readonly roundTripMs: number | null;
  readonly sentAtMs: number;
  readonly answeredAtMs: number | null;
}

type Row = Readonly<Record<string, string | number | null>>;

const IDS_PER_QUERY = 500;
const MOST_WORDS = 500;

/** The requests to routers about sessions, and what became of them. */
export class SessionRequestStore {
  /** Opens a request; none when the session has an open one, which may be under way: then that one's end leads to the next. */
  async open(tx: Transaction, subject: RequestSubject, needed: NeededRequest, times: RequestTimes): Promise<string | undefined> {
    const id = newId();
    const row = {
      id,
      session_id: subject.sessionId,
      open_session_id: subject.sessionId,
      service_id: subject.serviceId,
      router_id: subject.routerId,
      device_address: subject.deviceAddress,
      kind: needed.kind,
      cause: needed.cause,
      wanted_digest: needed.wantedDigest,
      reason: needed.reason.slice(0, MOST_WORDS),
      state: 'pending',
      attempts: 0,
      next_try_at_ms: times.dueAtMs,
      created_at_ms: times.nowMs,
    };
    const sql = sqlOf(tx);
    await sql('session_request').insert(row).onConflict('open_session_id').ignore();
    const [own] = (await sql('session_request').where('id', id).select('id')) as unknown[];
    return own ? id : undefined;
  }

  /** By session: the newest request that was answered or is open. */
  latest(tx: Transaction, sessionIds: readonly string[]): Promise<ReadonlyMap<string, SessionRequest>> {
    return this.newestOfEach(tx, sessionIds, ['pending', 'retrying', 'acknowledged', 'refused']);
  }

  /** By session: the newest request that the router has concluded. */
  latestAnswered(tx: Transaction, sessionIds: readonly string[]): Promise<ReadonlyMap<string, SessionRequest>> {
    return this.newestOfEach(tx, sessionIds, ['acknowledged', 'refused']);
  }

  private async newestOfEach(
    tx: Transaction,
    sessionIds: readonly string[],
    states: readonly RequestState[],
  ): Promise<ReadonlyMap<string, SessionRequest>> {
    const found = new Map<string, SessionRequest>();
    for (let at = 0; at < sessionIds.length; at += IDS_PER_QUERY) {
      const rows = (await sqlOf(tx)('session_request')
        .whereIn('session_id', sessionIds.slice(at, at + IDS_PER_QUERY))
        .whereIn('state', states)
        .orderBy(['created_at_ms', 'id'])) as Row[];
      for (const row of rows) found.set(String(row.session_id), toRequest(row));
    }
    return found;
  }

  /** The newest first. */
  async ofSessions(tx: Transaction, sessionIds: readonly string[], limit: number): Promise<readonly SessionRequest[]> {
    return this.newest(tx, (query) => query.whereIn('session_id', sessionIds), limit);
  }

  /** The newest first. */
  async ofRouter(tx: Transaction, routerId: string, limit: number): Promise<readonly SessionRequest[]> {
    return this.newest(tx, (query) => query.where('router_id', routerId), limit);
  }

  /** How many are open, by router. */
  async countOpen(tx: Transaction): Promise<ReadonlyMap<string, number>> {
    const rows = (await sqlOf(tx)('session_request')
      .whereNotNull('next_try_at_ms')
      .groupBy('router_id')
      .select('router_id')
      .count({ total: '*' })) as { router_id: string; total: number | string }[];
    return new Map(rows.map((row) => [row.router_id, Number(row.total)]));
  }

  /** Who has something due. */
  async devicesWithDue(tx: Transaction, realNowMs: number): Promise<readonly CoaDevice[]> {
    const rows = (await unclaimed(sqlOf(tx), realNowMs).distinct('router_id', 'device_address')) as Row[];
    return rows.map((row) => ({ routerId: String(row.router_id), deviceAddress: String(row.device_address) }));
  }

  /** Some of a device's requests that are due, `besides` those about some sessions; held until the transaction ends. */
  async lockDue(
    tx: Transaction,
    wanted: { readonly device: CoaDevice; readonly besides: readonly string[]; readonly limit: number; readonly realNowMs: number },
  ): Promise<readonly SessionRequest[]> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = unclaimed(sql, wanted.realNowMs)
      .where(rowsOf(wanted.device))
      .whereNotIn('session_id', wanted.besides)
      .orderBy(['next_try_at_ms', 'id'])
      .limit(wanted.limit);
    return ((await (dialect === 'mysql' ? query.forUpdate() : query)) as Row[]).map(toRequest);
  }

  /** Takes a request for sending, as what is needed now. */
  async claim(tx: Transaction, requestId: string, needed: NeededRequest, claim: Claim): Promise<void> {
    const { kind, cause, wantedDigest, reason } = needed;
    await sqlOf(tx)('session_request')
      .where('id', requestId)
      .update({
        kind,
        cause,
        wanted_digest: wantedDigest,
        reason: reason.slice(0, MOST_WORDS),
        claim: claim.id,
        claimed_until_ms: claim.untilMs,
      });
  }

  /** Gives a request back that was not sent to the end. */
  async release(tx: Transaction, requestId: string, claimId: string): Promise<void> {
    await sqlOf(tx)('session_request').where({ id: requestId, claim: claimId }).update(RELEASED);
  }

  /** Concludes a request without an answer. */
  async close(tx: Transaction, requestId: string, state: 'withdrawn' | 'superseded'): Promise<void> {
    await sqlOf(tx)('session_request')
      .where('id', requestId)
      .update({ ...CLOSED, state });
  }

  /** Nothing is to be sent to a device any more. */
  async withdrawOf(tx: Transaction, device: CoaDevice): Promise<void> {
    await sqlOf(tx)('session_request')
      .where(rowsOf(device))
      .whereNotNull('next_try_at_ms')
      .update({ ...CLOSED, state: 'withdrawn' });
  }

  /** What nobody is sending just now gives way to something else. */
  async supersede(tx: Transaction, sessionId: string, realNowMs: number): Promise<void> {
    const { sql, dialect } = databaseTransactionOf(tx);
    const query = sql('session_request').where('open_session_id', sessionId).select('id', 'claimed_until_ms');
    const [row] = (await (dialect === 'mysql' ? query.forUpdate() : query)) as Row[];
    if (row && Number(row.claimed_until_ms ?? 0) <= realNowMs) await this.close(tx, String(row.id), 'superseded');
  }

  /** Writes down what came of a try; false when the claim was lost to another process. */
  async record(
    tx: Transaction,
    requestId: string,
    claimId: string,
    result: RequestResult & { changeWords: string | null },
  ): Promise<boolean> {
    const changed = await sqlOf(tx)('session_request')
      .where({ id: requestId, claim: claimId })
      .update({
        ...(result.nextTryAtMs === null ? CLOSED : RELEASED),
        state: result.state,
        attempts: result.attempts,
        next_try_at_ms: result.nextTryAtMs,
        change_words: result.changeWords?.slice(0, MOST_WORDS) ?? null,
        error_cause: result.errorCause,
        round_trip_ms: result.roundTripMs,
        sent_at_ms: result.sentAtMs,
        answered_at_ms: result.answeredAtMs,
      });
    return changed > 0;
  }

  /** Lets what was sent in vain be sent again now: to a device that answers again, or about sessions that it has just spoken of. */
  async wake(
    tx: Transaction,
    which: { readonly device: CoaDevice } | { readonly sessionIds: readonly string[] },
    realNowMs: number,
  ): Promise<void> {
    const query = sqlOf(tx)('session_request').where('state', 'retrying').where('next_try_at_ms', '>', realNowMs);
    void ('device' in which ? query.where(rowsOf(which.device)) : query.whereIn('open_session_id', which.sessionIds));
    await query.update({ next_try_at_ms: realNowMs });
  }

  /** Deletes some of the requests that were made before an instant and need nothing more; how many, 0 when none is left. */
  pruneSome(tx: Transaction, beforeMs: number): Promise<number> {
    return deleteSome(tx, { table: 'session_request', where: 'next_try_at_ms IS NULL AND created_at_ms < ?', values: [beforeMs] });
  }

  private async newest(
    tx: Transaction,
    narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
    limit: number,
  ): Promise<readonly SessionRequest[]> {
    const rows = await narrow(sqlOf(tx)('session_request'))
      .orderBy([
        { column: 'created_at_ms', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    return (rows as Row[]).map(toRequest);
  }
}

function rowsOf({ routerId, deviceAddress }: CoaDevice): Row {
  return { router_id: routerId, device_address: deviceAddress };
}

const RELEASED = { claim: null, claimed_until_ms: null };
const CLOSED = { ...RELEASED, open_session_id: null, next_try_at_ms: null };

function unclaimed(sql: Knex, realNowMs: number): Knex.QueryBuilder {
  return sql('session_request')
    .where('next_try_at_ms', '<=', realNowMs)
    .where((free) => {
      void free.whereNull('claimed_until_ms').orWhere('claimed_until_ms', '<=', realNowMs);
    });
}

function toRequest(row: Row): SessionRequest {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]));
  return {
    id: String(row.id),
    sessionId: String(row.session_id),
    serviceId: text('service_id'),
    routerId: String(row.router_id),
    deviceAddress: String(row.device_address),
    kind: row.kind as RequestKind,
    cause: row.cause as RequestCause,
    wantedDigest: text('wanted_digest'),
    reason: String(row.reason),
    changeWords: text('change_words'),
    state: row.state as RequestState,
    attempts: Number(row.attempts),
    nextTryAtMs: number('next_try_at_ms'),
    errorCause: text('error_cause'),
    roundTripMs: number('round_trip_ms'),
    createdAtMs: Number(row.created_at_ms),
    sentAtMs: number('sent_at_ms'),
    answeredAtMs: number('answered_at_ms'),
  };
}
