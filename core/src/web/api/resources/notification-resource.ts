import { NOTIFICATION_STATES, type Notification } from '../../../notifications/notification.js';
import type { NotificationSetting } from '../../../notifications/notification-settings.js';
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
  }),
};

export function presentNotification({ content, nextTryAtMs, wantedAtMs, concludedAtMs, ...notification }: Notification) {
  return {
    ...notification,
    text: content.text,
    short: content.short,
    nextTryAt: presentInstant(nextTryAtMs),
    wantedAt: presentInstant(wantedAtMs),
    concludedAt: presentInstant(concludedAtMs),
  };
}

export function presentNotificationSetting({ kind, template: wording, channels, isChanged }: NotificationSetting) {
  const { id, title, when, variables } = kind;
  const { subject, text: words, html = null, short } = wording;
  return { id, title, when, channels, template: { subject, text: words, html, short }, variables, isChanged };
}
