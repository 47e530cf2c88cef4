import type { IpNetwork } from '@tapline/sdk';
import type { NetworkUse } from '../network/network-store.js';
import type { RouterTest } from '../radius/diagnosis/router-tester.js';
import type { LoginTest } from '../radius/diagnosis/test-step.js';
import type { presentAdmin, presentPortalLogin, presentToken } from '../web/api/resources/account-resource.js';
import type { presentAnswer, presentDriver, presentRouterAnswers } from '../web/api/resources/answer-resource.js';
import type { presentClosedMonth, presentMonths } from '../web/api/resources/closing-resource.js';
import type { presentCustomer, presentOutlook } from '../web/api/resources/customer-resource.js';
import type { presentDocument, presentPaidPart, presentSummary } from '../web/api/resources/document-resource.js';
import type { presentAccountStatement, presentEntry, presentPayment, presentStatementLine } from '../web/api/resources/money-resource.js';
import type {
  presentHolder,
  presentHourlyUsage,
  presentLogEntry,
  presentMonthlyUsage,
  presentNetwork,
  presentOnlineSession,
  presentRouter,
  presentSession,
  presentUsage,
} from '../web/api/resources/network-resource.js';
import type { presentNotification, presentNotificationSetting, presentWording } from '../web/api/resources/notification-resource.js';
import type { presentDebugEntry, presentDebugSwitch, presentHealth } from '../web/api/resources/radius-resource.js';
import type { presentAccess, presentPlan, presentPlanUse, presentService } from '../web/api/resources/service-resource.js';
import type { presentSessionRequest } from '../web/api/resources/session-request-resource.js';
import type { presentAuditRecord, presentFailure, presentJob } from '../web/api/resources/system-resource.js';

// What the API answers, by its own presenters.
export type CustomerAnswer = ReturnType<typeof presentCustomer>;
export type CustomerDetailsAnswer = CustomerAnswer & { readonly outlook: ReturnType<typeof presentOutlook> | null };
export type PaymentAnswer = ReturnType<typeof presentPayment>;
export type DocumentSummaryAnswer = ReturnType<typeof presentSummary>;
export interface DocumentDetailsAnswer {
  readonly document: ReturnType<typeof presentDocument>;
  readonly openMinor: number | null;
  readonly allocations: readonly ReturnType<typeof presentPaidPart>[];
}
export type MessageAnswer = ReturnType<typeof presentNotification>;
export type MessageKindAnswer = ReturnType<typeof presentNotificationSetting>;
export type MessageWordingAnswer = ReturnType<typeof presentWording>;
export type StatementLineAnswer = ReturnType<typeof presentStatementLine>;
export type ClosedMonthAnswer = ReturnType<typeof presentClosedMonth>;
export type LedgerMonthsAnswer = ReturnType<typeof presentMonths>;
export type AccountStatementAnswer = ReturnType<typeof presentAccountStatement>;
export type EntryAnswer = ReturnType<typeof presentEntry>;
export type PlanAnswer = ReturnType<typeof presentPlan>;
export type PlanUseAnswer = ReturnType<typeof presentPlanUse>;
export type ServiceAnswer = ReturnType<typeof presentService>;
export type AccessAnswer = ReturnType<typeof presentAccess>;
export type RouterAnswerAnswer = ReturnType<typeof presentAnswer>;
export type RouterAnswersAnswer = ReturnType<typeof presentRouterAnswers>;
export type DriverAnswer = ReturnType<typeof presentDriver>;
export type RouterAnswer = ReturnType<typeof presentRouter>;
export type NetworkAnswer = ReturnType<typeof presentNetwork>;
export type AddressHolderAnswer = ReturnType<typeof presentHolder>;
export type NetworkUseAnswer = NetworkAnswer & Omit<NetworkUse, keyof IpNetwork>;
export type SessionAnswer = ReturnType<typeof presentSession>;
export type OnlineSessionAnswer = ReturnType<typeof presentOnlineSession>;
export type UsageAnswer = ReturnType<typeof presentUsage>;
export type HourlyUsageAnswer = ReturnType<typeof presentHourlyUsage>;
export type MonthlyUsageAnswer = ReturnType<typeof presentMonthlyUsage>;
export type LogEntryAnswer = ReturnType<typeof presentLogEntry>;
export type LoginTestAnswer = LoginTest;
export type RouterTestAnswer = RouterTest;
export type SessionRequestAnswer = ReturnType<typeof presentSessionRequest>;
export type RadiusHealthAnswer = ReturnType<typeof presentHealth>;
export type DebugSwitchAnswer = ReturnType<typeof presentDebugSwitch>;
export type DebugEntryAnswer = ReturnType<typeof presentDebugEntry>;
export type FailureAnswer = ReturnType<typeof presentFailure>;
export type JobAnswer = ReturnType<typeof presentJob>;
export type AuditRecordAnswer = ReturnType<typeof presentAuditRecord>;
export type AdminAnswer = ReturnType<typeof presentAdmin>;
export type PortalLoginAnswer = ReturnType<typeof presentPortalLogin>;
export type TokenAnswer = ReturnType<typeof presentToken>;

export interface ListAnswer<T> {
  readonly items: readonly T[];
}

export interface PageAnswer<T> extends ListAnswer<T> {
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}
