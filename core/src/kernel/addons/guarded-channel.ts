import type { Logger, NotificationChannel, NotificationOutcome } from '@tapline/sdk';
import type { CallMarker } from '../hooks/call-marker.js';
import type { Owner } from '../hooks/owner.js';

export interface ChannelSurroundings {
  readonly owner: Owner;
  readonly marker: CallMarker;
  readonly logger: Pick<Logger, 'warn'>;
}

const OUTCOME_KINDS: ReadonlySet<unknown> = new Set<NotificationOutcome['kind']>(['sent', 'refused', 'failed', 'uncertain']);
const UNKNOWN_OUTCOME: NotificationOutcome = { kind: 'uncertain', reason: 'the channel did not say what became of it' };

/**
 * A channel that spoils nothing of what a message is about: one that cannot say where a customer is reached reaches nobody, one that cannot say how it
 * is has that as its obstacle. Its sending has the sender's own deadline.
 */
export function guardedChannel(channel: NotificationChannel, { owner, marker, logger }: ChannelSurroundings): NotificationChannel {
  const { id, title } = channel;
  const run = <T>(what: string, work: () => T): T => marker.run(owner.id, `channel ${id}: ${what}`, work);
  return {
    id,
    title,
    addressOf: (customer) => {
      try {
        return textOrNull(run('address', () => channel.addressOf(customer)));
      } catch (error) {
        logger.warn(
          { addon: owner.id, channel: id, err: error },
          'a channel cannot say where a customer is reached; nothing is sent there',
        );
        return null;
      }
    },
    obstacle: () => {
      try {
        return textOrNull(run('state', () => channel.obstacle()));
      } catch (error) {
        return `it failed: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
    send: async (message) => {
      const outcome = (await run('send', () => channel.send(message))) as NotificationOutcome | undefined;
      return OUTCOME_KINDS.has(outcome?.kind) && outcome ? outcome : UNKNOWN_OUTCOME;
    },
  };
}

function textOrNull(answer: unknown): string | null {
  if (answer === null || typeof answer === 'string') return answer;
  throw new TypeError(`its answer is ${typeof answer}, and must be a text or null`);
}
