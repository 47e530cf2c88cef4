import type { Actor, Customer, Transaction } from '@tapline/sdk';
import type { JSX } from 'preact';
import type { ContributedPortalPage } from '../../../kernel/addons/contribution-registry.js';
import type { WebRouterContext } from '../../http/web-context.js';
import { navigatedPages } from './navigated-pages.js';
import { PortalLayout } from './portal-layout.js';
import { portalNavigation } from './portal-navigation.js';
import type { PortalServices } from './portal-services.js';
import { PortalVisit } from './portal-visit.js';

/** A customer who is signed in. What a page shows is looked for under this customer and never under an id of the request alone. */
export interface SignedInCustomer {
  readonly customer: Customer;
  readonly sessionToken: string;
}

/** One request of a customer who is signed in. */
export class PortalRequest extends PortalVisit {
  readonly customer: Customer;
  readonly sessionToken: string;
  readonly actor: Actor;
  private navigated: readonly ContributedPortalPage[] = [];

  constructor(
    private readonly routed: WebRouterContext,
    services: PortalServices,
    { customer, sessionToken }: SignedInCustomer,
  ) {
    super(routed, services);
    this.customer = customer;
    this.sessionToken = sessionToken;
    this.actor = { kind: 'customer', id: customer.id, name: customer.name };
  }

  /** Asks what is in the customer's navigation: before anything is shown. */
  async lookUpNavigation(): Promise<void> {
    this.navigated = await navigatedPages(this.services, this);
  }

  /** A part of the path; a route without it has no such parameter. */
  parameter(name: string): string {
    return (this.routed.params as Readonly<Record<string, string | undefined>>)[name] ?? '';
  }

  /** The page number of the query string, from 1. */
  get page(): number {
    const page = Number(this.query.page ?? '1');
    return Number.isSafeInteger(page) && page >= 1 ? page : 1;
  }

  /** Reads, on behalf of the customer. */
  view<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.services.database.view(this.actor, work);
  }

  /** Writes, on behalf of the customer. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.services.database.transaction(this.actor, work);
  }

  show(title: string, content: JSX.Element, { status = 200 }: { readonly status?: number } = {}): void {
    const { company } = this.services;
    this.answerHtml(
      <PortalLayout
        title={title}
        companyName={company.name}
        theme={this.theme}
        language={this.language}
        path={this.ctx.path}
        navigation={portalNavigation(this.t, this.language, this.navigated)}
        flash={this.takeFlash()}
      >
        {content}
      </PortalLayout>,
      status,
    );
  }
}
