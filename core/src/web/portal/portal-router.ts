import { addAccountPages } from './account/account-page.js';
import { addContributedPages } from './contributed/contributed-page.js';
import { addDocumentsPages } from './documents/documents-page.js';
import { PortalRoutes } from './frame/portal-routes.js';
import type { PortalServices } from './frame/portal-services.js';
import { addHomePage } from './home/home-page.js';
import { addPayPages } from './payment/pay-pages.js';
import { addServicesPage } from './services/services-page.js';
import { addPasswordPages } from './sign-in/password-pages.js';
import { addSignInPages } from './sign-in/sign-in-pages.js';
import { addStatementPages } from './statement/statement-page.js';
import { addUsagePage } from './usage/usage-page.js';

const PAGES = [
  addSignInPages,
  addPasswordPages,
  addHomePage,
  addUsagePage,
  addServicesPage,
  addDocumentsPages,
  addStatementPages,
  addPayPages,
  addAccountPages,
  addContributedPages,
] as const;

/** All pages under /portal. */
export function createPortalRoutes(services: PortalServices): PortalRoutes {
  const routes = new PortalRoutes(services);
  for (const addPages of PAGES) addPages(routes);
  return routes;
}
