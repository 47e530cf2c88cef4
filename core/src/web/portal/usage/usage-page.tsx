import { addDays, type DailyUsage, notFound, type ServiceWithPlan } from '@tapline/sdk';
import { Card, type Column, Day, Octets, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { withQuery } from '../../admin/parts/hrefs.js';
import { TrafficChart, type TrafficDrawing } from '../../ui/traffic-chart.js';
import { PortalPage } from '../frame/portal-page.js';
import type { PortalRequest } from '../frame/portal-request.js';
import type { PortalRoutes } from '../frame/portal-routes.js';
import type { Translate } from '../language/translate.js';
import { useWords } from '../language/words.js';
import { drawUsage } from './draw-usage.js';

const PATH = '/portal/usage';
const PERIODS = [7, 30, 90] as const;
const USUAL_DAYS = 30;

interface UsageModel {
  readonly services: readonly ServiceWithPlan[];
  /** `undefined`: all of them. */
  readonly service: ServiceWithPlan | undefined;
  readonly days: number;
  readonly usage: readonly DailyUsage[];
  readonly drawing: TrafficDrawing | undefined;
}

/** What the customer's lines have used, all together or one of them. */
export function addUsagePage(routes: PortalRoutes): void {
  routes.get(PATH, async (request) => {
    request.show(request.t('usage.title'), <Usage model={await load(request)} />);
  });
}

async function load(request: PortalRequest): Promise<UsageModel> {
  const { query, customer } = request;
  const today = request.services.company.today();
  const days = PERIODS.find((each) => String(each) === query.days) ?? USUAL_DAYS;
  const found = await request.view(async (tx) => {
    const services = await request.services.services.ofCustomer(tx, customer.id);
    const service = services.find(({ id }) => id === query.service);
    if (query.service && !service) throw notFound('SERVICE_UNKNOWN', `there is no service ${query.service}`);
    const serviceIds = (service ? [service] : services).map(({ id }) => id);
    const usage = await request.services.usage.daily(tx, { serviceIds, from: addDays(today, 1 - days), to: today });
    return { services, service, usage };
  });
  return { ...found, days, drawing: await drawUsage(request, { usage: found.usage, today, days }) };
}

function Usage({ model: { services, service, days, usage, drawing } }: { readonly model: UsageModel }): JSX.Element {
  const t = useWords();
  const hrefOf = (wanted: { readonly days: number; readonly service: string | undefined }): string => withQuery(PATH, wanted);
  const current = (is: boolean) => (is ? { 'aria-current': 'page' as const } : {});
  return (
    <PortalPage title={t('usage.title')}>
      {services.length > 1 && (
        <nav class="tl-tabs">
          <a href={hrefOf({ days, service: undefined })} {...current(service === undefined)}>
            {t('usage.ofAll')}
          </a>
          {services.map(({ id, login, plan }) => (
            <a key={id} href={hrefOf({ days, service: id })} {...current(service?.id === id)}>
              {plan.name} <small>{login}</small>
            </a>
          ))}
        </nav>
      )}
      <Card
        title={t('usage.period', { count: days })}
        actions={
          <nav class="tl-tabs">
            {PERIODS.map((each) => (
              <a key={each} href={hrefOf({ days: each, service: service?.id })} {...current(each === days)}>
                {each}
              </a>
            ))}
          </nav>
        }
      >
        <TrafficChart drawing={drawing} empty={t('usage.none')} />
      </Card>
      {usage.length > 0 && (
        <Card title={t('usage.byDay')} isFlush>
          <Table
            caption={t('usage.byDay')}
            columns={columns(t)}
            rows={usage.toReversed()}
            rowKey={({ date }) => date}
            empty={{ title: t('usage.none') }}
          />
        </Card>
      )}
    </PortalPage>
  );
}

function columns(t: Translate): readonly Column<DailyUsage>[] {
  return [
    { title: t('usage.day'), role: 'primary', cell: ({ date }) => <Day date={date} /> },
    { title: t('usage.download'), align: 'end', cell: ({ downloadOctets }) => <Octets octets={downloadOctets} /> },
    { title: t('usage.upload'), align: 'end', cell: ({ uploadOctets }) => <Octets octets={uploadOctets} /> },
  ];
}
