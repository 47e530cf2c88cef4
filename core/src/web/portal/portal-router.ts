import { addAccountPages } from './account/account-page.js';
import { addContributedPages } from './contributed/contributed-page.js';
import { addDocumentsPages } from './documents/documents-page.js';
import { PortalRoutes } from './frame/portal-routes.js';
import type { PortalServices } from './frame/portal-services.js';
import { addHomePage } from './home/home-page.js';
import { addPayLinkPages } from './pay-link/pay-link-page.js';
import { addPayAgain } from './payment/pay-again.js';
import { addPayPages } from './payment/pay-pages.js';
import { addPaymentBack } from './payment/payment-back.js';
import { addPlanChangePages } from './plan-change/plan-change-page.js';
import { addServicesPage } from './services/services-page.js';
import { addPasswordPages } from './sign-in/password-pages.js';
import { addSignInPages } from './sign-in/sign-in-pages.js';
import { addStatementPages } from './statement/statement-page.js';
import { addUsagePage } from './usage/usage-page.js';
import { addWalledGardenPages } from './walled-garden/garden-page.js';

const PAGES = [
  addSignInPages,
  addPasswordPages,
  addHomePage,
  addUsagePage,
  addServicesPage,
  addPlanChangePages,
  addDocumentsPages,
  addStatementPages,
  addPayPages,
  addPayAgain,
  addPaymentBack,
  addPayLinkPages,
  addAccountPages,
  addContributedPages,
  addWalledGardenPages,
] as const;

/** All pages under /portal. */
export function createPortalRoutes(services: PortalServices): PortalRoutes {
  const routes = new PortalRoutes(services);
  for (const addPages of PAGES) addPages(routes);
  return routes;
}
