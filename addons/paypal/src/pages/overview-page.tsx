import type { AdminPage, Company } from '@tapline/sdk';
import { Alert, Badge, Card, DescriptionList, SubmitButton, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { obstacleOf } from '../checkout/paypal-gateway.js';
import { webhookUrl } from '../operations/register-webhook.js';
import type { PayPalSettings } from '../settings.js';
import { keysName, type Registration, type RegistrationStore } from '../webhooks/registration-store.js';

export interface OverviewParts {
  readonly settings: PayPalSettings;
  readonly company: Company;
  readonly registrations: RegistrationStore;
}

/** How the connection to PayPal stands, and what is still to be done. */
export function overviewPage({ settings, company, registrations }: OverviewParts): AdminPage {
  return {
    path: 'overview',
    title: 'PayPal',
    icon: 'credit-card',
    render: async ({ tx }) => (
      <Overview settings={settings} company={company} registration={await registrations.find(tx, keysName(settings))} />
    ),
  };
}

interface OverviewProps {
  readonly settings: PayPalSettings;
  readonly company: Company;
  readonly registration: Registration | undefined;
}

function Overview({ settings, company, registration }: OverviewProps): JSX.Element {
  const obstacle = obstacleOf(settings, company);
  const url = webhookUrl(company);
  const isLive = settings.environment === 'live' && settings.apiUrl === '';
  const webhookId = settings.webhookId || registration?.webhook;
  return (
    <>
      {!isLive && (
        <Alert tone="warning" title={settings.apiUrl === '' ? 'This is the sandbox: nobody pays' : 'This is a test server: nobody pays'}>
          Customers see the button, but no money moves. Switch to live in the settings, with live keys, when you are ready.
        </Alert>
      )}
      {obstacle !== null && <Alert tone="bad" title={`Customers cannot pay by PayPal: ${obstacle}`} />}
      <Card
        title="Connection"
        actions={
          <div class="tl-buttons">
            <Asking operation="test-keys" icon="plug" text="Test the keys" />
            <Asking operation="register-webhook" icon="bell" text="Register the webhook" />
          </div>
        }
      >
        <DescriptionList
          items={[
            {
              term: 'Environment',
              value: <Badge tone={isLive ? 'good' : 'warning'}>{isLive ? 'Live' : settings.apiUrl || 'Sandbox'}</Badge>,
            },
            { term: 'Client ID', value: settings.clientId === '' ? '–' : <code>{settings.clientId}</code> },
            {
              term: 'Payers come back to',
              value: company.publicUrl === '' ? 'the address they came from; set web.publicUrl' : <code>{company.publicUrl}/pay/…</code>,
            },
            { term: 'Messages come to', value: url === '' ? 'nowhere yet: set web.publicUrl first' : <code>{url}</code> },
            { term: 'Webhook', value: webhookId === undefined ? <Badge tone="warning">Not registered</Badge> : <code>{webhookId}</code> },
            { term: 'Last message', value: <LastMessage registration={registration} /> },
          ]}
        />
        <p class="text-secondary mt-3 mb-0">
          Without a webhook payments arrive too: when the payer comes back, or by the job that asks PayPal every two minutes. Refunds made
          at PayPal and disputes then show up with a delay, or not at all.
        </p>
      </Card>
    </>
  );
}

function Asking({ operation, icon, text }: { readonly operation: string; readonly icon: string; readonly text: string }): JSX.Element {
  return (
    <form method="post" action={`/addons/paypal/run/${operation}`}>
      <SubmitButton look="plain" icon={icon} isSmall>
        {text}
      </SubmitButton>
    </form>
  );
}

function LastMessage({ registration }: { readonly registration: Registration | undefined }): JSX.Element {
  if (!registration?.last_at) return <>none yet</>;
  return (
    <>
      <When instantMs={Number(registration.last_at)} /> {registration.last_event}
    </>
  );
}
