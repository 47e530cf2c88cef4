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
    private readonly numbers: NumberingPlan,
  ) {}

  addressOf({ phone }: Pick<Customer, 'phone'>): string | null {
    return internationalNumber(phone, this.numbers);
  }

  obstacle(): string | null {
    return this.gateway ? null : 'no gateway is set; choose one in the settings of the add-on SMS';
  }

  send({ id, address, short }: NotificationMessage): Promise<NotificationOutcome> {
    if (!this.gateway) return Promise.resolve({ kind: 'failed', reason: 'no gateway is set' });
    return this.gateway.send({ id, to: address, text: short });
  }
}
