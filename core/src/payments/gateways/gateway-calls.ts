import {
  type GatewayOccasion,
  type GatewayRefundOutcome,
  type GatewayRefundRequest,
  type GatewayReport,
  type GatewayStartOutcome,
  type GatewayStartRequest,
  type GatewaySurcharge,
  type Logger,
  notFound,
  type PaymentGateway,
} from '@tapline/sdk';
import type { ContributionRegistry } from '../../kernel/addons/contribution-registry.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import { GATEWAY_REPORT_SCHEMA, REFUND_OUTCOME_SCHEMA, START_OUTCOME_SCHEMA } from './gateway-schema.js';

const validateStart = compileValidator<GatewayStartOutcome>(START_OUTCOME_SCHEMA, 'GATEWAY_ANSWER_INVALID');
const validateReport = compileValidator<GatewayReport>(GATEWAY_REPORT_SCHEMA, 'GATEWAY_REPORT_INVALID');
const validateRefund = compileValidator<GatewayRefundOutcome>(REFUND_OUTCOME_SCHEMA, 'GATEWAY_ANSWER_INVALID');

/** Asks gateways, never inside a transaction. `undefined` where the answer is not known: the gateway is away, or its add-on failed. */
export class GatewayCalls {
  constructor(
    private readonly contributions: ContributionRegistry,
    private readonly logger: Logger,
  ) {}

  /** Throws `GATEWAY_UNKNOWN`. */
  get(gatewayId: string): PaymentGateway {
    const found = this.contributions.paymentGateway(gatewayId);
    if (!found) throw notFound('GATEWAY_UNKNOWN', `there is no payment gateway ${gatewayId}; is its add-on enabled?`);
    return found.gateway;
  }

  find(gatewayId: string): PaymentGateway | undefined {
    return this.contributions.paymentGateway(gatewayId)?.gateway;
  }

  /** All, with the add-ons that they are of. */
  all(): ReturnType<ContributionRegistry['paymentGateways']> {
    return this.contributions.paymentGateways();
  }

  /** Why nothing can be paid through it now. */
  obstacle(gateway: PaymentGateway): string | null {
    try {
      return gateway.obstacle();
    } catch (error) {
      return `it failed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** The fee that is passed on for an amount; `undefined` where the gateway cannot say it: nobody is sent there then. */
  surcharge(gateway: PaymentGateway, amountMinor: number): { readonly surcharge: GatewaySurcharge | null } | undefined {
    try {
      const surcharge = gateway.surcharge?.(amountMinor) ?? null;
      if (surcharge === null || surcharge.amountMinor === 0) return { surcharge: null };
      if (Number.isSafeInteger(surcharge.amountMinor) && surcharge.amountMinor > 0) return { surcharge };
      throw new RangeError(`a surcharge of ${surcharge.amountMinor} is no amount`);
    } catch (error) {
      this.logger.warn({ err: error, gateway: gateway.id }, 'a payment gateway cannot say what it costs; it is offered to nobody');
      return undefined;
    }
  }

  start(request: Omit<GatewayStartRequest, 'signal'>): Promise<GatewayStartOutcome | undefined> {
    return this.ask(request.attempt.gatewayId, 'start', async (gateway, signal) =>
      gateway.kind === 'redirect' ? validateStart(await gateway.start({ ...request, signal })) : undefined,
    );
  }

  settle(occasion: Omit<GatewayOccasion, 'signal'>): Promise<GatewayReport | undefined> {
    return this.ask(occasion.attempt.gatewayId, 'settle', async (gateway, signal) =>
      gateway.kind === 'redirect' ? validateReport(await gateway.settle({ ...occasion, signal })) : undefined,
    );
  }

  refund(request: Omit<GatewayRefundRequest, 'signal'>): Promise<GatewayRefundOutcome | undefined> {
    return this.ask(request.attempt.gatewayId, 'refund', async (gateway, signal) => {
      const outcome = await gateway.refund?.({ ...request, signal });
      return outcome && validateRefund(outcome);
    });
  }

  private async ask<T>(
    gatewayId: string,
    what: string,
    work: (gateway: PaymentGateway, signal: AbortSignal) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const gateway = this.find(gatewayId);
    if (!gateway) return undefined;
    try {
      // Nothing here ends a call: it has its deadline where add-ons are called. One of its own, for one that never settles keeps its listeners.
      return await work(gateway, new AbortController().signal);
    } catch (error) {
      this.logger.warn({ err: error, gateway: gatewayId, what }, 'a payment gateway gave no answer; it is asked again');
      return undefined;
    }
  }
}
