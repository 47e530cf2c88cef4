import { createToken, invalid, notFound, type Transaction } from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { databaseTransactionOf } from '../../kernel/database/database-transaction.js';
import { newId } from '../../kernel/ids/id.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import type { RouterService } from '../../network/router-service.js';
import { normaliseMacAddress } from '../codec/index.js';
import { NEW_DEBUG_SWITCH_SCHEMA } from './debug-schema.js';
import type { DebugStore } from './debug-store.js';
import type { DebugKind, DebugSwitch, NewDebugSwitch } from './debug-topic.js';

export interface DebugServiceDependencies {
  readonly store: DebugStore;
  readonly routers: Pick<RouterService, 'list'>;
  readonly audit: AuditLog;
  /** Called after the commit: RADIUS should look for changes now. */
  readonly nudge: () => void;
  /** Real time: an end must come whatever business time is. */
  readonly realNowMs?: () => number;
}

const MINUTE_MS = 60_000;
const validateNew = compileValidator<Required<NewDebugSwitch>>(NEW_DEBUG_SWITCH_SCHEMA, 'DEBUG_INVALID');

/** Switches the debug log of RADIUS on and off while it runs. */
export class DebugService {
  readonly #realNowMs: () => number;

  constructor(private readonly parts: DebugServiceDependencies) {
    this.#realNowMs = parts.realNowMs ?? Date.now;
  }

  list(tx: Transaction): Promise<readonly DebugSwitch[]> {
    return this.parts.store.list(tx, this.#realNowMs());
  }

  /** For what is on already the end is set anew. Throws `DEBUG_ROUTER_UNKNOWN`, `DEBUG_MAC_UNREADABLE`. */
  async switchOn(tx: Transaction, draft: NewDebugSwitch): Promise<DebugSwitch> {
    const { kind, value: wanted, minutes } = validateNew(draft);
    const { value, title } = await this.topicOf(tx, kind, wanted.trim());
    const startedAtMs = this.#realNowMs();
    const made = { id: newId(), kind, value, startedAtMs, endsAtMs: startedAtMs + minutes * MINUTE_MS, startedBy: tx.actor.name };
    await this.parts.store.removeEnded(tx, startedAtMs);
    await this.parts.store.put(tx, made);
    const stored = (await this.list(tx)).find((each) => each.kind === kind && each.value === value);
    await this.parts.audit.record(tx, { action: 'radius.debug-on', subject: `radius-debug:${made.id}`, details: { kind, title, minutes } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
    return { ...made, title: stored?.title ?? title };
  }

  async switchOff(tx: Transaction, id: string): Promise<void> {
    const found = (await this.list(tx)).find((each) => each.id === id);
    if (!found) throw notFound('DEBUG_UNKNOWN', `the debug log is not switched on under ${id}; it may have ended by itself`);
    await this.end(tx, found);
  }

  /** Returns what was on. */
  async switchAllOff(tx: Transaction): Promise<readonly DebugSwitch[]> {
    const all = await this.list(tx);
    for (const each of all) await this.end(tx, each);
    return all;
  }

  private async end(tx: Transaction, { id, kind, title }: DebugSwitch): Promise<void> {
    await this.parts.store.remove(tx, id);
    await this.parts.audit.record(tx, { action: 'radius.debug-off', subject: `radius-debug:${id}`, details: { kind, title } });
    databaseTransactionOf(tx).afterCommit(this.parts.nudge);
  }

  private async topicOf(tx: Transaction, kind: DebugKind, wanted: string): Promise<{ readonly value: string; readonly title: string }> {
    if (kind === 'user') return { value: wanted, title: wanted };
    if (kind === 'mac') {
      const macAddress = normaliseMacAddress(wanted);
      if (macAddress === undefined)
        throw invalid('DEBUG_MAC_UNREADABLE', `"${wanted}" is not a MAC address; write it like 00:0C:42:01:02:03`, 'value');
      return { value: macAddress, title: macAddress };
    }
    const routers = await this.parts.routers.list(tx);
    const folded = wanted.toLowerCase();
    const router = routers.find(({ id, name, address }) => [id, address, name.toLowerCase()].includes(folded));
    if (!router) {
      const known = routers.map(({ name }) => `"${name}"`).join(', ') || 'none yet';
      throw invalid('DEBUG_ROUTER_UNKNOWN', `no router has the name or address "${wanted}"; there are ${known}`, 'value');
    }
    return { value: router.id, title: router.name };
  }
}

export const DEBUG_SERVICE = createToken<DebugService>('core.radius-debug-service');
