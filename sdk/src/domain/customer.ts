export type CustomerStatus = 'new' | 'active' | 'blocked' | 'inactive';

/** The person or company that owes or has money. */
export interface Customer {
  readonly id: string;
  /** The short number that people use. */
  readonly number: number;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly status: CustomerStatus;
  /** The id of the contributed billing type that charges this customer. */
  readonly billingType: string;
  /** Settings of that billing type, valid against its schema. */
  readonly billingSettings: Readonly<Record<string, unknown>>;
  readonly createdAtMs: number;
}

/** How a customer is charged, from when on. */
export interface CustomerBillingTerms extends Pick<Customer, 'status' | 'billingType' | 'billingSettings'> {
  readonly sinceMs: number;
}

export interface NewCustomer {
  readonly name: string;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly address?: string | null;
  readonly status?: CustomerStatus;
  readonly billingType?: string;
  readonly billingSettings?: Readonly<Record<string, unknown>>;
}

export type CustomerChanges = Partial<NewCustomer>;
