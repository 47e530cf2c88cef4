import type { CustomerPanel, LocalDate } from '@tapline/sdk';
import { Badge, type Column, Day, DescriptionList, formatMonth, Money, Table, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { OutlookReader, PrepaidOverview, ServiceMonth } from './outlook.js';
import { BASIS_TITLES, CHARGING_TITLES, PREPAID } from './settings.js';
import { priceTerm } from './wording.js';

const COLUMNS: readonly Column<ServiceMonth>[] = [
  { title: 'Service', role: 'primary', cell: ({ service }) => `${service.plan.name}, ${service.login}` },
  {
    title: 'Price',
    align: 'end',
    cell: ({ priceMinor, service }) =>
      priceMinor === null ? <span class="text-secondary">{service.status}</span> : <Money amountMinor={priceMinor} />,
  },
  { title: 'Paid until', cell: ({ paidThrough }) => (paidThrough === null ? '–' : <Day date={paidThrough} />) },
  { title: 'This month', align: 'end', cell: ({ chargedMinor }) => <Money amountMinor={chargedMinor} /> },
];

/** Of one service alone it is said above. */
function blockedFrom(today: LocalDate): Column<ServiceMonth> {
  const words = (blocksOn: LocalDate | null): JSX.Element | string =>
    blocksOn === null ? '–' : blocksOn === today ? 'blocked' : <Day date={blocksOn} />;
  return { title: 'Blocked from', cell: ({ blocksOn }) => words(blocksOn) };
}

export function prepaidPanel(outlooks: OutlookReader): CustomerPanel {
  return {
    id: PREPAID,
    title: 'Prepaid',
    render: async (tx, customer) =>
      customer.billingType === PREPAID ? <PrepaidPanel overview={await outlooks.overview(tx, customer)} /> : undefined,
  };
}

/** How long the balance lasts and what this month has taken so far. */
function PrepaidPanel({ overview }: { readonly overview: PrepaidOverview }): JSX.Element {
  const { outlook, settings, priceMinor, today, month, services } = overview;
  const { locale } = useUiSettings();
  const isSeveralDays = settings.charging === 'days' && settings.periodDays > 1;
  const isCharged = services.some((service) => service.priceMinor !== null);
  return (
    <>
      <DescriptionList
        items={[
          { term: 'Days left', value: <Badge tone={outlook.tone}>{outlook.summary}</Badge> },
          // Of who is blocked already, it is today.
          ...(outlook.blocksOn === today ? [] : [{ term: 'Blocked from', value: outlook.blocksOn && <Day date={outlook.blocksOn} /> }]),
          {
            term: `${priceTerm(settings)} ${isSeveralDays ? 'cost' : 'costs'}`,
            value: isCharged ? <Money amountMinor={priceMinor} /> : null,
          },
          { term: 'Minimal balance', value: <Money amountMinor={settings.minimalBalanceMinor} /> },
          { term: 'Charged', value: CHARGING_TITLES[settings.charging] },
          ...(settings.charging === 'day' ? [{ term: 'Days of a month', value: BASIS_TITLES[settings.basis] }] : []),
        ]}
      />
      <Table
        caption={`Charged in ${formatMonth(month, locale)}, by service`}
        columns={services.length > 1 ? [...COLUMNS, blockedFrom(today)] : COLUMNS}
        rows={services}
        rowKey={({ service }) => service.id}
        empty={{ title: 'Nothing was charged this month', children: 'A service is charged once it is active.' }}
      />
    </>
  );
}
