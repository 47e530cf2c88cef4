import { type LocalDate, monthlyPrice, type QuotaState } from '@tapline/sdk';
import { Card, type Description, DescriptionList, EmptyState, formatRate, LinkButton, Money, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { PortalPage } from '../frame/portal-page.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import { useWords } from '../language/words.js';
import { planChoices } from '../plan-change/plan-choices.js';
import { curesOf, type LineCure } from './line-cures.js';
import { LineBadge, LineReasons } from './line-state.js';
import { isEnded, type OwnLine, ownLines, quotasOf } from './own-lines.js';
import { QuotaBar } from './quota-bar.js';

export function addServicesPage(routes: PortalRoutes): void {
  routes.get('/portal/services', async (request) => {
    const { lines, changeable } = await request.view(async (tx) => {
      const own = await ownLines(request, tx);
      const open = new Set<string>();
      for (const line of own) if ((await planChoices(request, tx, line)).length > 0) open.add(line.service.id);
      return { lines: own, changeable: open };
    });
    const quotas = await quotasOf(request, lines);
    const cures = await curesOf(request, lines);
    const today = request.services.company.today();
    request.show(
      request.t('services.title'),
      <Services lines={lines} quotas={quotas} cures={cures} today={today} changeable={changeable} />,
    );
  });
}

interface ServicesProps {
  readonly lines: readonly OwnLine[];
  readonly quotas: ReadonlyMap<string, QuotaState>;
  readonly cures: ReadonlyMap<string, readonly LineCure[]>;
  readonly today: LocalDate;
  /** Those of which the customer may change the plan. */
  readonly changeable: ReadonlySet<string>;
}

function Services({ lines, quotas, cures, today, changeable }: ServicesProps): JSX.Element {
  const t = useWords();
  return (
    <PortalPage title={t('services.title')}>
      {lines.length === 0 && (
        <section class="card">
          <EmptyState icon="router" title={t('services.none')} />
        </section>
      )}
      {lines.map((line) => (
        <Card key={line.service.id} title={line.service.plan.name} actions={<LineBadge line={line} />}>
          <LineReasons line={line} cures={cures.get(line.service.id)} />
          <Facts line={line} today={today} />
          <Left state={quotas.get(line.service.id)} />
          {changeable.has(line.service.id) && (
            <div class="mt-3">
              <LinkButton href={`/portal/services/${line.service.id}/plan`} icon="repeat">
                {t('plan.title')}
              </LinkButton>
            </div>
          )}
        </Card>
      ))}
    </PortalPage>
  );
}

function Left({ state }: { readonly state: QuotaState | undefined }): JSX.Element | null {
  const t = useWords();
  if (!state) return null;
  return (
    <div class="mt-3">
      <div class="tl-sub">{t('home.dataLeft')}</div>
      <QuotaBar state={state} />
    </div>
  );
}

function Facts({ line, today }: { readonly line: OwnLine; readonly today: LocalDate }): JSX.Element {
  const t = useWords();
  const { locale } = useUiSettings();
  const { service, access, online } = line;
  const [session] = online;
  const items: Description[] = [
    { term: t('documents.state'), value: t(`services.status.${service.status}`) },
    { term: t('services.login'), value: service.login },
  ];
  if (!isEnded(line)) {
    const speeds = {
      download: formatRate(access.downloadBitsPerSecond, locale),
      upload: formatRate(access.uploadBitsPerSecond, locale),
    };
    items.push(
      { term: t('services.price'), value: <Money amountMinor={monthlyPrice(service, today)} /> },
      { term: t('services.speed'), value: t('services.speedOf', speeds) },
    );
  }
  if (session) {
    items.push(
      { term: t('services.since'), value: <When instantMs={session.startedAtMs} /> },
      { term: t('services.address'), value: session.ipv4Address ?? session.ipv6Address ?? session.ipv6Prefix },
    );
  }
  return <DescriptionList items={items} />;
}
