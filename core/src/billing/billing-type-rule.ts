import { type BillingType, type Customer, invalid, type Transaction } from '@tapline/sdk';
import type { BillingTypeRule } from '../customers/customer-service.js';
import { compileValidator, type Validator } from '../kernel/validation/validator.js';

type Settings = Readonly<Record<string, unknown>>;

/** Checks a customer's billing settings against the schema of the contributed billing type, and hands customers from one type to another. */
export class ContributedBillingTypeRule implements BillingTypeRule {
  readonly #validators = new WeakMap<BillingType, Validator<Settings>>();

  constructor(
    private readonly find: (id: string) => BillingType | undefined,
    private readonly ids: () => readonly string[],
  ) {}

  check(billingType: string, settings: Settings): Settings {
    const type = this.find(billingType);
    if (!type) {
      const known = this.ids().join(', ');
      throw invalid(
        'CUSTOMER_BILLING_TYPE_UNKNOWN',
        `there is no billing type "${billingType}" (known: ${known}); is its add-on enabled?`,
        'billingType',
      );
    }
    let validate = this.#validators.get(type);
    if (!validate) {
      validate = compileValidator<Settings>(type.settings, 'CUSTOMER_BILLING_SETTINGS_INVALID');
      this.#validators.set(type, validate);
    }
    return validate(settings);
  }

  async isCharging(tx: Transaction, customer: Customer): Promise<boolean> {
    const type = this.find(customer.billingType);
    return type?.isCharging ? type.isCharging(tx, customer) : customer.status === 'active' || customer.status === 'blocked';
  }

  async change(tx: Transaction, before: Customer, now: Customer): Promise<void> {
    await this.find(before.billingType)?.leave?.(tx, before);
    await this.find(now.billingType)?.enter?.(tx, now);
  }
}
