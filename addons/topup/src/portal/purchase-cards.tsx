import { localDateOf, localized, portalPayLink } from '@tapline/sdk';
import { Card, Day, LinkButton, Money, Octets, SubmitButton, useUiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { Purchase } from '../purchases/purchase.js';
import type { SeenPurchase } from '../purchases/seen-purchases.js';
import { PORTAL_WORDS } from './portal-words.js';
import { PurchaseText, ROW, ROW_END } from './texts.js';

/** What is ordered and waits to be paid. */
export function Waiting({ purchases, language }: { readonly purchases: readonly Purchase[]; readonly language: string }): JSX.Element {
  return (
    <Card title={localized(PORTAL_WORDS.waiting, language)}>
      <p>{localized(PORTAL_WORDS.payFirst, language)}</p>
      {purchases.map((purchase) => (
        <form key={purchase.id} method="post" class={ROW}>
          <span>
            <PurchaseText purchase={purchase} language={language} />
            <Ordered purchase={purchase} />
          </span>
          <span class={ROW_END}>
            {purchase.documentId !== null && (
              <LinkButton isSmall isPrimary icon="credit-card" href={portalPayLink(purchase.documentId)}>
                {localized(PORTAL_WORDS.pay, language)}
              </LinkButton>
            )}
            <SubmitButton look="plain" isSmall name="cancel" value={purchase.id}>
              {localized(PORTAL_WORDS.cancel, language)}
            </SubmitButton>
          </span>
        </form>
      ))}
    </Card>
  );
}

/** What was bought, and how it stands. */
export function Bought({ seen, language }: { readonly seen: readonly SeenPurchase[]; readonly language: string }): JSX.Element {
  return (
    <Card title={localized(PORTAL_WORDS.purchases, language)}>
      {seen.map((each) => (
        <div key={each.purchase.id} class={ROW}>
          <span>
            <PurchaseText purchase={each.purchase} language={language} />
            <Ordered purchase={each.purchase} />
          </span>
          <span class="flex-shrink-0 text-end">
            <Standing seen={each} language={language} />
          </span>
        </div>
      ))}
    </Card>
  );
}

function Ordered({ purchase }: { readonly purchase: Purchase }): JSX.Element {
  return (
    <div class="tl-sub">
      <Day date={localDateOf(purchase.orderedAtMs, useUiSettings().timeZone)} />
    </div>
  );
}

function Standing({ seen, language }: { readonly seen: SeenPurchase; readonly language: string }): JSX.Element {
  const { timeZone } = useUiSettings();
  const { purchase, leftOctets, isOver } = seen;
  const { state, refundedMinor, expiresAtMs } = purchase;
  if (state === 'refunded') {
    return (
      <>
        {localized(PORTAL_WORDS.takenBack, language)}
        {refundedMinor > 0 && (
          <div class="tl-sub">
            <Money amountMinor={refundedMinor} isChange />
          </div>
        )}
      </>
    );
  }
  if (isOver) return <>{localized(PORTAL_WORDS.over, language)}</>;
  if (leftOctets === 0n) return <>{localized(PORTAL_WORDS.usedUp, language)}</>;
  return (
    <>
      <Octets octets={leftOctets} /> {localized(PORTAL_WORDS.left, language)}
      {expiresAtMs !== null && (
        <div class="tl-sub">
          {localized(PORTAL_WORDS.until, language)} <Day date={localDateOf(expiresAtMs - 1, timeZone)} />
        </div>
      )}
    </>
  );
}
