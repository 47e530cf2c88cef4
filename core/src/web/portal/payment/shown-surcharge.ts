import { type AmountMinor, type CheckoutChoice, refused } from '@tapline/sdk';
import type { PortalVisit } from '../frame/portal-visit.js';

/** The input by which a form says what it has shown that paying by a gateway costs more. */
export function surchargeField(gatewayId: string): string {
  return `surcharge-${gatewayId}`;
}

/**
 * The way to pay that was chosen. Throws `PORTAL_SURCHARGE_OTHER` where an amount costs other than what the form has shown: nobody pays a fee that was
 * not seen before. `undefined` for one that is not there any more.
 */
export function chosenAsShown({ form, services }: PortalVisit, amountMinor: AmountMinor): CheckoutChoice | undefined {
  const gatewayId = form.gateway ?? '';
  const chosen = services.checkout.choices(amountMinor).find((choice) => choice.gatewayId === gatewayId);
  if (chosen && chosen.surchargeMinor !== Number(form[surchargeField(gatewayId)] ?? 0)) {
    throw refused(
      'PORTAL_SURCHARGE_OTHER',
      'paying this amount in this way costs something other than was shown; look at it and press again',
    );
  }
  return chosen;
}
