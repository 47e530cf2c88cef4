import type { Customer, NotificationChannel, NotificationMessage, NotificationOutcome } from '@tapline/sdk';
import type { SmsGateway } from './gateway.js';
import { internationalNumber, type NumberingPlan } from './phone-number.js';

/** The channel `sms`: the short wording of a message to the customer's phone. */
export class SmsChannel implements NotificationChannel {
  readonly id = 'sms';
  readonly title = 'SMS';

  constructor(
    /** `undefined` as long as none is set. */
    private readonly gateway: SmsGateway | undefined,
    private readonly settings: NumberingPlan & { readonly obstacle: string | null },
  ) {}

  addressOf({ phone }: Pick<Customer, 'phone'>): string | null {
    return internationalNumber(phone, this.settings);
  }

  obstacle(): string | null {
    return this.settings.obstacle;
  }

  send({ id, address, short }: NotificationMessage): Promise<NotificationOutcome> {
    if (!this.gateway) return Promise.resolve({ kind: 'failed', reason: this.settings.obstacle ?? 'no gateway is set' });
    return this.gateway.send({ id, to: address, text: short });
  }
}
