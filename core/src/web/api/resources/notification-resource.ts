import type { NotificationTemplate } from '@tapline/sdk';
import { NOTIFICATION_STATES, type Notification } from '../../../notifications/notification.js';
import type { NotificationSetting } from '../../../notifications/notification-settings.js';
import type { NotificationWording } from '../../../notifications/wording-store.js';
import type { PlanWording } from '../../../plans/plan-service.js';
import { array, flag, freeObject, instant, integer, nullable, object, oneOf, text } from '../api-schema.js';
import { presentInstant } from './present.js';

const template = object({ subject: text, text, html: nullable(text), short: text });

export const NOTIFICATION_SCHEMAS = {
  Message: object({
    id: text,
    kind: text,
    occasion: { ...text, description: 'What it is about: with the kind, sent once.' },
    channel: text,
    customerId: text,
    address: nullable(text),
    subject: text,
    text,
    short: text,
    wording: { ...nullable(text), description: 'The name of the wording that it was wanted in; null where none was named.' },
    isWordingMissing: { ...flag, description: 'That wording was not there: it has the own words of its kind.' },
    state: { ...oneOf(...NOTIFICATION_STATES), description: 'uncertain: nobody knows whether it was sent; not sent again by itself.' },
    tries: integer,
    nextTryAt: nullable(instant),
    reason: nullable(text),
    reference: nullable(text),
    wantedAt: instant,
    concludedAt: nullable(instant),
  }),
  MessageKind: object({
    id: text,
    title: text,
    when: text,
    channels: array(text),
    template,
    variables: freeObject,
    isChanged: flag,
    hasWordings: { ...flag, description: 'Its senders name wordings; see /message-kinds/{kind}/wordings.' },
  }),
  MessageWording: object({
    id: text,
    kind: text,
    name: text,
    template,
    usedBy: { ...array(text), description: 'The names of the plans that name it.' },
  }),
};

export function presentNotification({ content, nextTryAtMs, wantedAtMs, concludedAtMs, ...notification }: Notification) {
  return {
    ...notification,
    text: content.text,
    short: content.short,
    wording: content.wording?.name ?? null,
    isWordingMissing: content.wording?.isMissing ?? false,
    nextTryAt: presentInstant(nextTryAtMs),
    wantedAt: presentInstant(wantedAtMs),
    concludedAt: presentInstant(concludedAtMs),
  };
}

export function presentNotificationSetting({ kind, template: wording, channels, isChanged }: NotificationSetting) {
  const { id, title, when, variables, hasWordings = false } = kind;
  return { id, title, when, channels, template: presentTemplate(wording), variables, isChanged, hasWordings };
}

export function presentWording({ id, kind, name, template: words }: NotificationWording, named: readonly PlanWording[]) {
  const usedBy = named.filter(({ wording }) => wording === name).map(({ planName }) => planName);
  return { id, kind, name, template: presentTemplate(words), usedBy };
}

function presentTemplate({ subject, text: words, html = null, short }: NotificationTemplate) {
  return { subject, text: words, html, short };
}
