import type { NotificationOutcome } from '@tapline/sdk';

export interface Sms {
  /** The same for each try. */
  readonly id: string;
  /** International, digits only (ITU-T E.164 without the plus sign). */
  readonly to: string;
  readonly text: string;
}

/** One way to hand a short message over. */
export interface SmsGateway {
  send(sms: Sms): Promise<NotificationOutcome>;
  close(): void;
}
