import { NOTIFICATION_STATES, type NotificationState } from '../../../notifications/notification.js';
import {
  NEW_WORDING_SCHEMA,
  type NewWording,
  NOTIFICATION_SETTING_SCHEMA,
  WORDING_CHANGES_SCHEMA,
  type WordingChanges,
} from '../../../notifications/notification-schema.js';
import type { NotificationSettingChanges } from '../../../notifications/notification-settings.js';
import { defineRoute } from '../api-route.js';
import { LIMIT_PROPERTY, list, oneOf, query, ref, text, typed } from '../api-schema.js';
import { findCustomer } from '../customer-access.js';
import { presentNotification, presentNotificationSetting, presentWording } from '../resources/notification-resource.js';

const tag = 'Messages';

interface HistoryQuery {
  readonly customer?: string;
  readonly kind?: string;
  readonly state?: NotificationState;
  readonly before?: string;
  readonly limit: number;
}

export const NOTIFICATION_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/messages',
    tag,
    summary: 'Messages to customers with what became of them, the newest first.',
    permission: 'customers.read',
    query: query<HistoryQuery>({
      customer: { ...text, description: 'Number or id.' },
      kind: text,
      state: oneOf(...NOTIFICATION_STATES),
      before: { ...text, description: 'Goes on behind this message: the id of the last one of an earlier answer.' },
      ...LIMIT_PROPERTY,
    }),
    response: list(ref('Message')),
    handle: ({ parts, view, query: { customer, before, ...filter } }) =>
      view(async (tx) => {
        const customerId = customer === undefined ? {} : { customerId: (await findCustomer(parts, tx, customer)).id };
        const behind = before === undefined ? {} : { before: await parts.notifications.get(tx, before) };
        return { items: (await parts.notifications.list(tx, { ...filter, ...customerId, ...behind })).map(presentNotification) };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/messages/{message}/send-again',
    tag,
    summary: 'Sends a message again, as it was worded then, to where the customer is reached now.',
    permission: 'messages.manage',
    status: 204,
    handle: ({ parts, transaction, parameters }) => transaction((tx) => parts.notifications.sendAgain(tx, parameters.message)),
  }),
  defineRoute({
    method: 'GET',
    path: '/message-kinds',
    tag,
    summary: 'The occasions on which customers get a message, with wording and channels.',
    permission: 'messages.manage',
    response: list(ref('MessageKind')),
    handle: ({ parts, view }) =>
      view(async (tx) => ({ items: (await parts.notificationSettings.list(tx)).map(presentNotificationSetting) })),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/message-kinds/{kind}',
    tag,
    summary: 'Changes wording or channels; a template that cannot be rendered is refused.',
    permission: 'messages.manage',
    body: typed<NotificationSettingChanges>(NOTIFICATION_SETTING_SCHEMA),
    response: ref('MessageKind'),
    handle: ({ parts, transaction, parameters, body }) =>
      transaction(async (tx) => presentNotificationSetting(await parts.notificationSettings.change(tx, parameters.kind, body))),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/message-kinds/{kind}',
    tag,
    summary: 'Takes the changes back: wording and channels are as they came.',
    permission: 'messages.manage',
    response: ref('MessageKind'),
    handle: ({ parts, transaction, parameters }) =>
      transaction(async (tx) => presentNotificationSetting(await parts.notificationSettings.reset(tx, parameters.kind))),
  }),
  defineRoute({
    method: 'GET',
    path: '/message-kinds/{kind}/wordings',
    tag,
    summary: 'The wordings of a kind beside its own, by name: plans and the like say which one their customers get.',
    permission: 'messages.manage',
    response: list(ref('MessageWording')),
    handle: ({ parts, view, parameters: { kind } }) =>
      view(async (tx) => {
        const named = await parts.plans.wordingsNamed(tx, kind);
        return { items: (await parts.wordings.list(tx, kind)).map((wording) => presentWording(wording, named)) };
      }),
  }),
  defineRoute({
    method: 'POST',
    path: '/message-kinds/{kind}/wordings',
    tag,
    summary: 'Adds a wording, as the kind is worded now unless a template is given; one that cannot be rendered is refused.',
    permission: 'messages.manage',
    status: 201,
    body: typed<NewWording>(NEW_WORDING_SCHEMA),
    response: ref('MessageWording'),
    handle: ({ parts, transaction, parameters: { kind }, body }) =>
      transaction(async (tx) => presentWording(await parts.wordings.add(tx, kind, body), await parts.plans.wordingsNamed(tx, kind))),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/message-kinds/{kind}/wordings/{wording}',
    tag,
    summary: 'Changes what a wording says; its name stays. A template that cannot be rendered is refused.',
    permission: 'messages.manage',
    body: typed<WordingChanges>(WORDING_CHANGES_SCHEMA),
    response: ref('MessageWording'),
    handle: ({ parts, transaction, parameters: { kind, wording }, body }) =>
      transaction(async (tx) =>
        presentWording(await parts.wordings.change(tx, kind, wording, body), await parts.plans.wordingsNamed(tx, kind)),
      ),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/message-kinds/{kind}/wordings/{wording}',
    tag,
    summary: 'Removes a wording; where it is named, the own words of the kind are sent from then on.',
    permission: 'messages.manage',
    status: 204,
    handle: ({ parts, transaction, parameters: { kind, wording } }) =>
      transaction(async (tx) => void (await parts.wordings.remove(tx, kind, wording))),
  }),
];
