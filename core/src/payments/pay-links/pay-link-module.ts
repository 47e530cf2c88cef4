import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { CHECKOUT_SERVICE } from '../gateways/checkout-service.js';
import { PAY_LINKS, PayLinkService } from './pay-link-service.js';
import { PayLinkStore } from './pay-link-store.js';

export function registerPayLinks(container: DependencyContainer): void {
  container.register(PAY_LINKS, {
    useFactory: instanceCachingFactory(
      (c) =>
        new PayLinkService({
          store: new PayLinkStore(),
          clock: c.resolve(CLOCK),
          publicUrl: c.resolve(CONFIGURATION).web.publicUrl,
          canPay: () => c.resolve(CHECKOUT_SERVICE).choices(1).length > 0,
        }),
    ),
  });
}
