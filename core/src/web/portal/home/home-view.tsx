import { addDays, formatAmount, type LocalDate, type OpenInvoice } from '@tapline/sdk';
import { Badge, Card, Day, formatDay, formatInstant, Icon, LinkButton, Money, SubmitButton, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { TrafficChart } from '../../ui/traffic-chart.js';
import { PortalPage } from '../frame/portal-page.js';
import { useWords } from '../language/words.js';
import { BankTransferDetails } from '../payment/bank-transfer.js';
import { PayForm } from '../payment/pay-form.js';
import { LineBadge, LineReasons } from '../services/line-state.js';
import type { OwnLine } from '../services/own-lines.js';
import { QuotaBar } from '../services/quota-bar.js';
import type { DrawnWidget } from './draw-widgets.js';
import type { HomeModel } from './home-model.js';

export function HomeView({ model }: { readonly model: HomeModel }): JSX.Element {
  const t = useWords();
  return (
    <PortalPage title={t('home.title', { name: model.name })} subtitle={t('home.number', { number: model.number })}>
      {model.lines.map((line) => (
        <LineReasons key={line.service.id} line={line} cures={model.cures.get(line.service.id)} />
      ))}
      <div class="tp-cards">
        <Owed model={model} />
        <Lines model={model} />
        <Outlook model={model} />
        <Data model={model} />
      </div>
      {model.pay.choices.length > 0 && (
        <Card title={t('pay.title')}>
          <PayForm model={model.pay} />
        </Card>
      )}
      {model.pay.choices.length === 0 && model.pay.owedMinor > 0 && model.pay.transfer && (
        <Card title={t('transfer.title')}>
          <BankTransferDetails transfer={model.pay.transfer} />
        </Card>
      )}
      {model.openInvoices.length > 0 && <OpenInvoices model={model} />}
      {model.widgets.map((widget) => (
        <Widget key={widget.key} widget={widget} />
      ))}
      <Card title={t('home.traffic')}>
        <TrafficChart drawing={model.drawing} empty={t('usage.none')} />
      </Card>
    </PortalPage>
  );
}

function Owed({ model: { balanceMinor, outlook, pay } }: { readonly model: HomeModel }): JSX.Element {
  const t = useWords();
  const missingMinor = outlook?.missingMinor ?? 0;
  const owedMinor = Math.max(-balanceMinor, missingMinor);
  if (owedMinor > 0) {
    return (
      <Card title={t('home.owed')} class="tp-owed">
        <div class="tp-figure">
          <Money amountMinor={owedMinor} />
        </div>
        {missingMinor > 0 && <ToGoOn balanceMinor={balanceMinor} />}
        {pay.choices.length > 0 && pay.owedMinor > 0 && (
          <div class="mt-2">
            <LinkButton href="/portal/pay" icon="credit-card" isPrimary>
              {t('pay.now')}
            </LinkButton>
          </div>
        )}
      </Card>
    );
  }
  return (
    <Card title={balanceMinor > 0 ? t('home.credit') : t('home.owed')}>
      <div class="tp-figure">{balanceMinor > 0 ? <Money amountMinor={balanceMinor} /> : t('home.nothingOwed')}</div>
      <div class="tl-sub">{balanceMinor > 0 ? t('home.creditDetail') : t('home.nothingOwedDetail')}</div>
    </Card>
  );
}

/** What a payment does for who waits for money. */
function ToGoOn({ balanceMinor }: { readonly balanceMinor: number }): JSX.Element {
  const t = useWords();
  const { currency, locale } = useUiSettings();
  const credit = formatAmount(balanceMinor, currency, locale);
  return <div class="tl-sub">{balanceMinor > 0 ? t('home.toGoOnBesideCredit', { credit }) : t('home.toGoOn')}</div>;
}

function Lines({ model: { lines } }: { readonly model: HomeModel }): JSX.Element {
  const t = useWords();
  return (
    <Card title={t('home.line')}>
      {lines.length === 0 && <div class="tl-sub">{t('home.noLine')}</div>}
      <ul class="tp-list">
        {lines.map((line) => (
          <LineRow key={line.service.id} line={line} />
        ))}
      </ul>
    </Card>
  );
}

function LineRow({ line }: { readonly line: OwnLine }): JSX.Element {
  const t = useWords();
  const { locale, timeZone } = useUiSettings();
  const [session] = line.online;
  return (
    <li class="tp-row">
      <div>
        <div class="tl-name">{line.service.plan.name}</div>
        {session && <div class="tl-sub">{t('home.onlineSince', { when: formatInstant(session.startedAtMs, { locale, timeZone }) })}</div>}
      </div>
      <LineBadge line={line} />
    </li>
  );
}

/** Where the billing type counts days. */
function Outlook({ model: { outlook } }: { readonly model: HomeModel }): JSX.Element | null {
  const t = useWords();
  const { currency, locale } = useUiSettings();
  if (!outlook || outlook.daysLeft === null) return null;
  const { missingMinor = 0, blocksOn } = outlook;
  return (
    <Card title={t('home.daysLeft')} class={`tl-tone-${outlook.tone}`}>
      <div class="tp-figure">{t('home.days', { count: outlook.daysLeft })}</div>
      {blocksOn !== null && (outlook.tone !== 'bad' || outlook.daysLeft > 0) && (
        <div class="tl-sub">{t('home.paidUntil', { day: formatDay(addDays(blocksOn, -1), locale) })}</div>
      )}
      {missingMinor > 0 && <div class="tl-sub">{t('home.payToGoOn', { amount: formatAmount(missingMinor, currency, locale) })}</div>}
    </Card>
  );
}

function Data({ model: { lines, quotas } }: { readonly model: HomeModel }): JSX.Element {
  const t = useWords();
  const metered = lines.flatMap(({ service }) => {
    const state = quotas.get(service.id);
    return state ? [{ service, state }] : [];
  });
  return (
    <>
      {metered.map(({ service, state }) => (
        <Card key={service.id} title={t('home.dataLeft')} {...(metered.length > 1 ? { subtitle: service.plan.name } : {})}>
          <QuotaBar state={state} />
        </Card>
      ))}
    </>
  );
}

/** Some of them can be chosen to be paid, where there is a choice. */
function OpenInvoices({ model: { openInvoices, today, pay } }: { readonly model: HomeModel }): JSX.Element {
  const t = useWords();
  const payable = new Set(pay.choices.length > 0 && pay.documentIds.length > 1 ? pay.documentIds : []);
  const list = (
    <ul class="tp-list">
      {openInvoices.map((invoice) => (
        <OpenInvoiceRow key={invoice.documentId} invoice={invoice} today={today} isPayable={payable.has(invoice.documentId)} />
      ))}
    </ul>
  );
  return (
    <Card title={t('home.openInvoices')}>
      {payable.size === 0 ? (
        list
      ) : (
        <form method="get" action="/portal/pay">
          {list}
          <div class="mt-3">
            <SubmitButton icon="credit-card">{t('home.payChosen')}</SubmitButton>
          </div>
        </form>
      )}
    </Card>
  );
}

function OpenInvoiceRow({
  invoice: { documentId, number, dueDate, openMinor },
  today,
  isPayable,
}: {
  readonly invoice: OpenInvoice;
  readonly today: LocalDate;
  readonly isPayable: boolean;
}): JSX.Element {
  const t = useWords();
  return (
    <li class="tp-row">
      <div class="d-flex gap-3 align-items-center">
        {isPayable && (
          <input
            class="form-check-input m-0"
            type="checkbox"
            name="document"
            value={documentId}
            aria-label={t('home.choose', { number })}
          />
        )}
        <div>
          <a class="tl-name" href={`/portal/documents/${documentId}/pdf`}>
            <Icon name="file-invoice" /> {number}
          </a>
          <div class="tl-sub">
            {t('documents.due')} <Day date={dueDate} /> {dueDate < today && <Badge tone="bad">{t('documents.state.overdue')}</Badge>}
          </div>
        </div>
      </div>
      <Money amountMinor={openMinor} />
    </li>
  );
}

function Widget({ widget: { title, markup } }: { readonly widget: DrawnWidget }): JSX.Element {
  const t = useWords();
  return (
    <Card title={title}>
      {markup === undefined ? (
        <p class="text-secondary mb-0">{t('home.widgetFailed')}</p>
      ) : (
        // Drawn by the same renderer a moment ago, alone so that a failure stays alone.
        <div class="tl-panel" dangerouslySetInnerHTML={{ __html: markup }} />
      )}
    </Card>
  );
}
