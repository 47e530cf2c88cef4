import type { AddonTables } from '../addon/tables.js';
import { createToken } from '../di.js';
import type { Clock } from '../time/clock.js';
import type { TransactionRunner } from '../transaction.js';
import type { Accounting } from './accounting.js';
import type { Answers } from './answers.js';
import type { BankFiles } from './bank-files.js';
import type { Checkout } from './checkout.js';
import type { Company } from './company.js';
import type { CustomerDirectory } from './customer-directory.js';
import type { Documents } from './documents.js';
import type { GatewayPayments } from './gateway-payments.js';
import type { Ledger } from './ledger.js';
import type { LinePasswords, Lines } from './lines.js';
import type { Logger } from './logger.js';
import type { Notifications } from './notifications.js';
import type { OneTimeItems } from './one-time-items.js';
import type { Quotas } from './quotas.js';
import type { Restrictions } from './restrictions.js';
import type { Routers } from './routers.js';
import type { Secrets } from './secrets.js';
import type { ServiceDirectory } from './service-directory.js';
import type { Usage } from './usage.js';

export const CLOCK = createToken<Clock>('clock');
export const COMPANY = createToken<Company>('company');
export const LOGGER = createToken<Logger>('logger');
export const TRANSACTIONS = createToken<TransactionRunner>('transactions');
/** The add-on's own tables; needs the capability `tables`. */
export const ADDON_TABLES = createToken<AddonTables>('addon-tables');
/** Needs the capability `customers`. */
export const CUSTOMERS = createToken<CustomerDirectory>('customers');
/** Needs the capability `services`. */
export const SERVICES = createToken<ServiceDirectory>('services');
/** Needs the capability `ledger`. */
export const LEDGER = createToken<Ledger>('ledger');
/** Needs the capability `documents`. */
export const DOCUMENTS = createToken<Documents>('documents');
/** Needs the capability `notifications`. */
export const NOTIFICATIONS = createToken<Notifications>('notifications');
/** Needs the capability `restrictions`. */
export const RESTRICTIONS = createToken<Restrictions>('restrictions');
/** Needs the capability `restrictions`. */
export const ANSWERS = createToken<Answers>('answers');
/** Needs the capability `usage`. */
export const USAGE = createToken<Usage>('usage');
/** Needs the capability `quotas`. */
export const QUOTAS = createToken<Quotas>('quotas');
/** Needs the capability `bills`. */
export const ONE_TIME_ITEMS = createToken<OneTimeItems>('one-time-items');
/** Needs the capability `payments`. */
export const GATEWAY_PAYMENTS = createToken<GatewayPayments>('gateway-payments');
/** Needs the capability `payments`. */
export const CHECKOUT = createToken<Checkout>('checkout');
/** Needs the capability `payments`. */
export const BANK_FILES = createToken<BankFiles>('bank-files');
/** Needs the capability `routers`. */
export const ROUTERS = createToken<Routers>('routers');
/** Needs the capability `lines`. */
export const LINES = createToken<Lines>('lines');
/** Needs the capability `line-passwords`. */
export const LINE_PASSWORDS = createToken<LinePasswords>('line-passwords');
/** Needs the capability `accounting`. */
export const ACCOUNTING = createToken<Accounting>('accounting');
/** Needs the capability `secrets`. */
export const SECRETS = createToken<Secrets>('secrets');
