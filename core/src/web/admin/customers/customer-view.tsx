import { decimalAmount } from '@tapline/sdk';
import { Badge, Card, DescriptionList, Icon, LinkButton, Money, Stat, Table, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { sumToPay } from '../../../payments/sum-to-pay.js';
import { safeHref } from '../../ui/safe-href.js';
import { TrafficChart } from '../../ui/traffic-chart.js';
import { documentColumns } from '../documents/document-list-view.js';
import { Page } from '../frame/page.js';
import { AddonPanel } from '../parts/addon-panels.js';
import { customerHref, withQuery } from '../parts/hrefs.js';
import { CustomerStatusBadge } from '../parts/status.js';
import { AttemptTable } from '../payments/attempt-table.js';
import { PaymentForm } from '../payments/payment-form.js';
import { Services } from '../services/services-view.js';
import { RequestTable } from '../sessions/request-table.js';
import { CustomerBillingCard } from './customer-billing-card.js';
import type { CustomerModel } from './customer-page.js';
import { EntryTable, PaymentTable, SessionTable, StatementTable } from './customer-tables.js';

const PAYMENT_DIALOG = 'take-payment';

export function CustomerView({ model }: { readonly model: CustomerModel }): JSX.Element {
  const { customer, may } = model;
  return (
    <Page
      title={customer.name}
      parent={{ href: '/customers', title: 'Customers' }}
      badges={<CustomerStatusBadge status={customer.status} />}
      subtitle={
        <>
          Customer {customer.number}, since <When instantMs={customer.createdAtMs} />
        </>
      }
      actions={<Actions model={model} />}
    >
      <Figures model={model} />
      <div class="tl-grid">
        <div class="tl-span-8 tl-stack">
          <Services model={model} />
          {model.panels.map((panel) => (
            <AddonPanel key={panel.key} panel={panel} />
          ))}
          {(model.documents.total > 0 || may.document) && (
            <Card
              title="Invoices"
              isFlush
              {...(may.document ? { actions: <NewDocument customer={customer} /> } : {})}
              {...(model.openMinor > 0
                ? {
                    subtitle: (
                      <>
                        open: <Money amountMinor={model.openMinor} />
                      </>
                    ),
                  }
                : {})}
            >
              <Table
                caption="Invoices and other documents, newest first"
                columns={documentColumns(model.today, true)}
                rows={model.documents.documents}
                rowKey={({ id }) => id}
                empty={{ icon: 'file-invoice', title: 'No documents yet' }}
              />
            </Card>
          )}
          <Card
            title="Statement"
            actions={
              <LinkButton href={`${customerHref(model.customer)}/statement`} isSmall>
                From a day to a day
              </LinkButton>
            }
            isFlush
          >
            <StatementTable lines={model.statement} />
          </Card>
          <Card title="Traffic of the last 30 days">
            <TrafficChart drawing={model.traffic} empty="No traffic was counted yet" />
          </Card>
          <Card title="Sessions" isFlush>
            <SessionTable sessions={model.sessions} customer={customer} canAct={may.write} />
          </Card>
          {model.requests.length > 0 && (
            <Card title="Told to routers" subtitle="Changes and ends of these sessions, and what the routers answered" isFlush>
              <RequestTable requests={model.requests} loginOf={loginOf(model)} />
            </Card>
          )}
          <details class="card tl-fold">
            <summary class="card-header">
              <h2 class="card-title">Journal entries</h2>
              <span class="tl-sub">the latest {model.entries.length}; every movement of money, never changed</span>
              <Icon name="chevron-down" class="tl-fold-mark" />
            </summary>
            <EntryTable entries={model.entries} />
          </details>
        </div>
        <div class="tl-span-4 tl-stack">
          {model.billing && <CustomerBillingCard customer={customer} billing={model.billing} />}
          <Contact model={model} />
          <Card title="Payments" isFlush>
            <PaymentTable rows={model.payments} titles={model.methodTitles} />
          </Card>
          {model.attempts.length > 0 && (
            <Card title="Through gateways" isFlush>
              <AttemptTable attempts={model.attempts} />
            </Card>
          )}
        </div>
      </div>
      {may.pay && <PaymentDialog model={model} />}
    </Page>
  );
}

function NewDocument({ customer }: Pick<CustomerModel, 'customer'>): JSX.Element {
  return (
    <LinkButton href={withQuery('/drafts/new', { customer: customer.number })} icon="plus" isSmall>
      New document
    </LinkButton>
  );
}

/** Of each session. */
function loginOf({ sessions }: CustomerModel): (sessionId: string) => string {
  const logins = new Map(sessions.map(({ id, login }) => [id, login]));
  return (sessionId) => logins.get(sessionId) ?? '';
}

function Actions({ model: { customer, may } }: { readonly model: CustomerModel }): JSX.Element {
  return (
    <>
      {may.seeAudit && (
        <LinkButton href={withQuery('/audit', { subject: `customer:${customer.id}` })} icon="history">
          History
        </LinkButton>
      )}
      {may.write && (
        <LinkButton href={`${customerHref(customer)}/edit`} icon="pencil">
          Edit
        </LinkButton>
      )}
      {may.pay && (
        <a class="btn btn-primary" href={`${customerHref(customer)}/payments/new`} data-dialog={PAYMENT_DIALOG}>
          <Icon name="cash" />
          Take a payment
        </a>
      )}
    </>
  );
}

function Figures({ model }: { readonly model: CustomerModel }): JSX.Element {
  const { outlook, lines, balanceMinor, billingTypeTitle } = model;
  const served = lines.filter(({ service }) => service.status !== 'stopped');
  const open = served.filter(({ access }) => access.isAllowed).length;
  const online = served.filter((line) => line.online.length > 0).length;
  return (
    <div class="tl-stats">
      <Stat
        label="Balance"
        value={<Money amountMinor={balanceMinor} />}
        detail={balanceWords(balanceMinor)}
        icon="wallet"
        tone={balanceMinor < 0 ? 'bad' : 'good'}
      />
      {outlook === undefined ? (
        <Stat label="Outlook" value="–" detail={billingTypeTitle} icon="hourglass" tone="neutral" />
      ) : 'trouble' in outlook ? (
        <Stat label="Outlook" value="Not known" detail={outlook.trouble} icon="hourglass" tone="warning" />
      ) : (
        <Stat label="Outlook" value={capitalised(outlook.summary)} detail={billingTypeTitle} icon="hourglass" tone={outlook.tone} />
      )}
      <Stat
        label="Lines open"
        value={served.length === 0 ? 'none' : `${open} of ${served.length}`}
        detail={served.length === 0 ? 'no service yet' : online === 0 ? 'nobody is online' : `${online} online now`}
        icon={open === served.length ? 'lock-open' : 'lock'}
        tone={served.length === 0 ? 'neutral' : open === served.length ? 'good' : 'bad'}
      />
    </div>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function balanceWords(balanceMinor: number): string {
  return balanceMinor < 0 ? 'the customer owes this' : balanceMinor === 0 ? 'nothing owed, nothing left' : 'the customer has this';
}

function Contact({
  model: { customer, billingTypeTitle, taxTreatment, portalLogin, may },
}: {
  readonly model: CustomerModel;
}): JSX.Element {
  return (
    <Card title="Contact and billing">
      <DescriptionList
        items={[
          { term: 'E-mail', value: customer.email && <a href={safeHref(`mailto:${customer.email}`)}>{customer.email}</a> },
          {
            term: 'Phone',
            value: customer.phone && <a href={safeHref(`tel:${customer.phone.replace(/[^\d+]/g, '')}`)}>{customer.phone}</a>,
          },
          { term: 'Address', value: customer.address && <span class="tl-preserve">{customer.address}</span> },
          { term: 'Billing type', value: <Badge tone="info">{billingTypeTitle}</Badge> },
          {
            term: 'Portal login',
            value: may.write ? (
              <a href={`${customerHref(customer)}/portal-login`}>{portalLogin?.login ?? 'None yet'}</a>
            ) : (
              portalLogin?.login
            ),
          },
          { term: 'Tax', value: may.write ? <a href={`${customerHref(customer)}/tax`}>{taxTreatment}</a> : taxTreatment },
        ]}
      />
    </Card>
  );
}

function PaymentDialog({ model }: { readonly model: CustomerModel }): JSX.Element {
  const { customer, balanceMinor, pendingMinor, paymentKey, outlook } = model;
  const { currency } = useUiSettings();
  const known = outlook && !('trouble' in outlook) ? outlook : undefined;
  const sumMinor = sumToPay({ balanceMinor, outlook: known, pendingMinor });
  const amountMinor = sumMinor > 0 ? decimalAmount(sumMinor, currency) : '';
  return (
    <dialog id={PAYMENT_DIALOG} class="tl-dialog" aria-labelledby="take-payment-title">
      <div class="tl-dialog-head">
        <h2 id="take-payment-title">Take a payment</h2>
        <button type="button" class="tl-icon-button" data-dialog-close aria-label="Close">
          <Icon name="x" />
        </button>
      </div>
      <div class="tl-dialog-body">
        <PaymentForm customer={customer} balanceMinor={balanceMinor} outlook={known} texts={{ amountMinor, method: 'cash', paymentKey }} />
      </div>
    </dialog>
  );
}
