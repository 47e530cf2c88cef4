import { type ChangeOutlook, formatAmount, type Plan, type ServiceWithPlan } from '@tapline/sdk';
import { Alert, Card, Day, EmptyState, formatDay, formatRate, LinkButton, Money, SubmitButton, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { ChangePreview } from '../../../billing/bills/change-preview.js';
import { PortalPage } from '../frame/portal-page.js';
import type { PortalProblem } from '../frame/portal-problem.js';
import { useWords } from '../language/words.js';

export interface PlanChangeProps {
  readonly service: ServiceWithPlan;
  readonly plans: readonly Plan[];
  readonly chosen: { readonly plan: Plan; readonly preview: ChangePreview; readonly outlook: ChangeOutlook | undefined } | undefined;
  readonly problem: PortalProblem | undefined;
}

/** The plans that can be chosen and, once one is, what it costs. */
export function PlanChange({ service, plans, chosen, problem }: PlanChangeProps): JSX.Element {
  const t = useWords();
  return (
    <PortalPage
      title={t('plan.title')}
      subtitle={`${service.plan.name}, ${service.login}`}
      parent={{ href: '/portal/services', title: t('services.title') }}
    >
      {problem && <Alert tone="bad" title={problem.text} />}
      {chosen && <Preview service={service} {...chosen} />}
      {plans.length === 0 && (
        <Card>
          <EmptyState icon="packages" title={t('plan.none')} />
        </Card>
      )}
      {plans
        .filter(({ id }) => id !== chosen?.plan.id)
        .map((plan) => (
          <Card
            key={plan.id}
            title={plan.name}
            actions={<LinkButton href={`/portal/services/${service.id}/plan?plan=${plan.id}`}>{t('plan.choose')}</LinkButton>}
          >
            <Terms plan={plan} />
          </Card>
        ))}
    </PortalPage>
  );
}

function Terms({ plan }: { readonly plan: Plan }): JSX.Element {
  const t = useWords();
  const { locale } = useUiSettings();
  const speeds = { download: formatRate(plan.downloadBitsPerSecond, locale), upload: formatRate(plan.uploadBitsPerSecond, locale) };
  return (
    <div class="tp-row">
      <div class="tl-sub">{t('services.speedOf', speeds)}</div>
      <div>
        <Money amountMinor={plan.priceMinor} /> <span class="tl-sub">{t(plan.isTaxIncluded ? 'plan.aMonth' : 'plan.aMonthAndTax')}</span>
      </div>
    </div>
  );
}

interface PreviewProps {
  readonly service: ServiceWithPlan;
  readonly plan: Plan;
  readonly preview: ChangePreview;
  readonly outlook: ChangeOutlook | undefined;
}

function Preview({ service, plan, preview: { lines, totalMinor }, outlook }: PreviewProps): JSX.Element {
  const t = useWords();
  return (
    <Card title={t('plan.switchTo', { plan: plan.name })}>
      <div class="tl-stack">
        <Terms plan={plan} />
        {lines.length > 0 && (
          <ul class="tp-list">
            {lines.map(({ description, from, to, amountMinor }) => (
              <li key={`${description}${from ?? ''}`} class="tp-row">
                <div>
                  <div>{amountMinor < 0 ? t('plan.back', { plan: service.plan.name }) : plan.name}</div>
                  {from !== null && to !== null && (
                    <div class="tl-sub">
                      <Day date={from} /> – <Day date={to} />
                    </div>
                  )}
                </div>
                <Money amountMinor={amountMinor} />
              </li>
            ))}
            <li class="tp-row">
              <div class="tl-name">{t(totalMinor < 0 ? 'plan.totalBack' : 'plan.total')}</div>
              <Money amountMinor={Math.abs(totalMinor)} />
            </li>
          </ul>
        )}
        {outlook ? (
          <Outlook outlook={outlook} />
        ) : (
          <p class="tl-sub mb-0">{t(lines.length > 0 ? 'plan.withNextBill' : 'plan.fromToday')}</p>
        )}
        <form method="post" action={`/portal/services/${service.id}/plan`} class="d-grid">
          <input type="hidden" name="plan" value={plan.id} />
          <input type="hidden" name="total" value={String(totalMinor)} />
          <SubmitButton icon="check">{t('plan.confirm')}</SubmitButton>
        </form>
      </div>
    </Card>
  );
}

/** Where the billing type counts days: how many the balance pays for. */
function Outlook({ outlook: { before, after, chargedFrom, missingMinor } }: { readonly outlook: ChangeOutlook }): JSX.Element {
  const t = useWords();
  const { locale, currency } = useUiSettings();
  return (
    <>
      {before.daysLeft !== null && after.daysLeft !== null && (
        <ul class="tp-list">
          <li class="tp-row">
            <div>{t('plan.daysBefore')}</div>
            <div>{t('home.days', { count: before.daysLeft })}</div>
          </li>
          <li class="tp-row">
            <div class="tl-name">{t('plan.daysAfter')}</div>
            <div class="tl-name">{t('home.days', { count: after.daysLeft })}</div>
          </li>
        </ul>
      )}
      {missingMinor > 0 && <Alert tone="warning" title={t('plan.payToKeep', { amount: formatAmount(missingMinor, currency, locale) })} />}
      <p class="tl-sub mb-0">{t('plan.priceFrom', { day: formatDay(chargedFrom, locale) })}</p>
    </>
  );
}
