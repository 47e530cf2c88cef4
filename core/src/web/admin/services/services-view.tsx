import type { AccessReason, Ipv6Choice, LoginRules, Service } from '@tapline/sdk';
import { localDateOf, monthlyPrice } from '@tapline/sdk';
import {
  Badge,
  Card,
  type Description,
  DescriptionList,
  EmptyState,
  Icon,
  LinkButton,
  Money,
  SubmitButton,
  useUiSettings,
  When,
} from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import type { LineAccess } from '../../../access/access-service.js';
import type { CustomerLine, CustomerModel } from '../customers/customer-page.js';
import { asSentence } from '../frame/form-problem.js';
import { customerHref } from '../parts/hrefs.js';
import { ServiceStatusBadge, Speeds } from '../parts/status.js';

/** The customer's services, each with its line: open or shut, since when, and why. */
export function Services({ model: { customer, lines, may } }: { readonly model: CustomerModel }): JSX.Element {
  const newHref = `${customerHref(customer)}/services/new`;
  return (
    <Card
      title="Services"
      isFlush
      actions={
        may.write && (
          <LinkButton href={newHref} icon="plus" isSmall>
            Add a service
          </LinkButton>
        )
      }
    >
      {lines.length === 0 ? (
        <EmptyState
          icon="plug-connected"
          title="No service yet"
          action={may.write && <LinkButton href={newHref}>Add the first service</LinkButton>}
        >
          A service is a line: a plan, a login and a password, perhaps an address.
        </EmptyState>
      ) : (
        lines.map((line) => <ServiceBlock key={line.service.id} line={line} may={may} />)
      )}
    </Card>
  );
}

function ServiceBlock({ line, may }: { readonly line: CustomerLine; readonly may: CustomerModel['may'] }): JSX.Element {
  const { service, access, online } = line;
  return (
    <article class="tl-service" id={`service-${service.id}`}>
      <div class="tl-service-head">
        <h3>{service.plan.name}</h3>
        <ServiceStatusBadge status={service.status} />
        {online.length > 0 && (
          <Badge tone="good" icon="wifi">
            Online
          </Badge>
        )}
        {may.write && (
          <div class="tl-buttons">
            <LinkButton href={`/services/${service.id}/answer`} icon="router" isSmall>
              Routers are told
            </LinkButton>
            <LinkButton href={`/services/${service.id}/change`} icon="transfer" isSmall>
              Change or pause
            </LinkButton>
            <LinkButton href={`/services/${service.id}/edit`} icon="pencil" isSmall>
              Edit
            </LinkButton>
          </div>
        )}
      </div>
      {service.status !== 'stopped' && <Line access={access} />}
      <DescriptionList
        items={[
          { term: 'Login', value: <span class="font-monospace">{service.login}</span> },
          { term: 'Password', value: may.seeSecrets ? <RevealPassword serviceId={service.id} /> : 'hidden' },
          { term: 'Price a month', value: <Price service={service} /> },
          { term: 'IPv4 address', value: <Address line={line} /> },
          ...rarely('IPv6 link prefix', prefixWords(service.ipv6, service.ipv6Prefix)),
          ...rarely('IPv6 delegated', prefixWords(service.delegatedIpv6, service.delegatedIpv6Prefix)),
          ...rarely('Routed networks', service.routes.length > 0 && <Routes routes={service.routes} />),
          ...rarely('Logs in', service.loginRules.accessType !== 'any' && ACCESS_NAMES[service.loginRules.accessType]),
          ...rarely('Devices', service.macAddresses.length > 0 && <Devices service={service} />),
          ...rarely('Place', placeOf(service.loginRules)),
          { term: 'Since', value: <When instantMs={service.createdAtMs} /> },
        ]}
      />
    </article>
  );
}

/** A fact that most lines do not have, and that is left out there. */
function rarely(term: string, value: ComponentChildren): readonly Description[] {
  return value === null || value === undefined || value === false || value === '' ? [] : [{ term, value }];
}

function Price({ service }: { readonly service: CustomerLine['service'] }): JSX.Element {
  const { nowMs, timeZone } = useUiSettings();
  const { quantity, discounts } = service;
  const notes = [quantity > 1 && `× ${quantity}`, ...discounts.map(({ title }) => title)].filter(Boolean).join(', ');
  return (
    <>
      <Money amountMinor={monthlyPrice(service, localDateOf(nowMs, timeZone))} /> {notes !== '' && <span class="tl-sub">{notes}</span>}
    </>
  );
}

const ACCESS_NAMES: Readonly<Record<LoginRules['accessType'], string>> = {
  any: 'in any way',
  pppoe: 'by PPPoE only',
  dhcp: 'by DHCP, without a password',
  hotspot: 'at the Hotspot',
};

function Devices({ service: { macAddresses, learnedMacAddresses, loginRules } }: { readonly service: Service }): JSX.Element {
  return (
    <>
      {macAddresses.map((address) => (
        <div key={address}>
          <span class="font-monospace">{address}</span> {learnedMacAddresses.includes(address) && <span class="tl-sub">remembered</span>}
        </div>
      ))}
      {!loginRules.isMacBound && <div class="tl-sub">and any other</div>}
    </>
  );
}

function placeOf({ circuitId, remoteId, calledStation, nasPort }: LoginRules): string | null {
  const parts = [
    circuitId && `circuit ${circuitId}`,
    remoteId && `remote id ${remoteId}`,
    calledStation && `service ${calledStation}`,
    nasPort && `interface ${nasPort}`,
  ].filter(Boolean);
  return parts.length === 0 ? null : parts.join(', ');
}

function Line({ access }: { readonly access: LineAccess }): JSX.Element {
  const blocks = access.reasons.filter(({ effect }) => effect === 'block');
  const limits = access.reasons.filter(({ effect }) => effect === 'limit');
  const tone = access.isAllowed ? (limits.length > 0 ? 'warning' : 'good') : 'bad';
  return (
    <div class={`tl-line tl-tone-${tone}`}>
      <Icon name={access.isAllowed ? (limits.length > 0 ? 'gauge' : 'lock-open') : 'lock'} />
      <div>
        <div class="tl-line-title">
          {access.isAllowed ? 'The line is open' : 'The line is shut'} since <When instantMs={access.sinceMs} />
        </div>
        {access.isAllowed && (
          <div>
            <Speeds {...access} />
            {limits.length > 0 && ', slower than the plan:'}
          </div>
        )}
        <Reasons reasons={access.isAllowed ? limits : blocks} />
      </div>
    </div>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly AccessReason[] }): JSX.Element | null {
  if (reasons.length === 0) return null;
  return (
    <ul>
      {reasons.map(({ source, text, sinceMs }) => (
        <li key={source}>
          {asSentence(text)}{' '}
          <span class="tl-sub">
            By {source === 'service' || source === 'customer' ? `the ${source}'s status` : source}, <When instantMs={sinceMs} isRelative />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Address({ line: { service } }: { readonly line: CustomerLine }): JSX.Element {
  if (service.ipv4.mode === 'session') return <span>one for each session</span>;
  if (service.ipv4.mode === 'router-pool') return <span>from the router’s pool {service.ipv4.name}</span>;
  if (service.ipv4Address === null) return <span>from the router</span>;
  return (
    <span>
      <span class="font-monospace">{service.ipv4Address}</span>{' '}
      <span class="tl-sub">{service.ipv4.mode === 'pool' ? 'from a pool' : 'static'}</span>
    </span>
  );
}

function prefixWords(choice: Ipv6Choice, prefix: string | null): JSX.Element | string | null {
  if (choice.mode === 'session') return 'one for each session';
  if (choice.mode === 'router-pool') return `from the router’s pool ${choice.name}`;
  return prefix && <span class="font-monospace">{prefix}</span>;
}

function Routes({ routes }: { readonly routes: readonly string[] }): JSX.Element {
  return (
    <>
      {routes.map((route) => (
        <div key={route} class="font-monospace">
          {route.replace(/ (?:0\.0\.0\.0|::) 1$/, '')}
        </div>
      ))}
    </>
  );
}

/** A button in the place of the password: showing it is written to the audit log. */
function RevealPassword({ serviceId }: { readonly serviceId: string }): JSX.Element {
  return (
    <form
      class="tl-inline-form"
      method="post"
      action={`/services/${serviceId}/password`}
      hx-post={`/services/${serviceId}/password`}
      hx-swap="outerHTML"
    >
      <SubmitButton look="plain" icon="eye" isSmall>
        Show
      </SubmitButton>
    </form>
  );
}
