import type { NotificationTemplate } from '@tapline/sdk';
import { NOTIFICATION_STATES } from '../../../notifications/notification.js';
import type { NotificationSetting } from '../../../notifications/notification-settings.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { MessageKindForm, MessageKindList } from './message-kinds-view.js';
import { MessageList, MessageView } from './messages-view.js';
import { previewOf, readTemplate, TEMPLATE_INPUTS, withoutPath } from './template-form.js';
import { addWordingPages, wordingUse } from './wording-pages.js';

const SHOWN = 50;

export function addMessagePages(routes: AdminRoutes): void {
  addWordingPages(routes);
  routes
    .get('/messages', ['customers.read'], showList)
    .get('/messages/kinds', ['messages.manage'], async (request) => {
      request.show('Wording', <MessageKindList {...(await kindsOf(request))} />);
    })
    .get('/messages/kinds/:kind', ['messages.manage'], async (request) => {
      const setting = await load(request);
      await showKind(request, { setting, template: setting.template, channels: setting.channels, problem: undefined });
    })
    .post('/messages/kinds/:kind', ['messages.manage'], saveKind)
    .post('/messages/kinds/:kind/reset', ['messages.manage'], async (request) => {
      const { kind } = await request.transaction((tx) => request.services.notificationSettings.reset(tx, request.parameter('kind')));
      request.goTo('/messages/kinds', `"${kind.title}" is worded as it came again.`);
    })
    .get('/messages/:id', ['customers.read'], async (request) => {
      const model = await request.view(async (tx) => {
        const { notifications, customers } = request.services;
        const message = await notifications.get(tx, request.parameter('id'));
        const presentAddress = await notifications.presentAddress(tx, message);
        return { message, presentAddress, customer: await customers.get(tx, message.customerId) };
      });
      request.show('Message', <MessageView {...model} canSend={request.may('messages.manage')} />);
    })
    .post('/messages/:id/send-again', ['messages.manage'], async (request) => {
      const id = request.parameter('id');
      const outcome = await attempt([], () => request.transaction((tx) => request.services.notifications.sendAgain(tx, id)));
      if (outcome.isDone) return request.goTo(`/messages/${id}`, 'The message is on its way.');
      request.goTo(`/messages/${id}`, { tone: 'warning', text: outcome.problem.message ?? 'It could not be sent.' });
    });
}

async function showList(request: AdminRequest): Promise<void> {
  const { state = '', customer = '', before = '' } = request.query;
  const wanted = NOTIFICATION_STATES.find((known) => known === state);
  const model = await request.view(async (tx) => {
    const { notifications, customers } = request.services;
    const of = customer === '' ? undefined : await customers.get(tx, customer);
    const messages = await notifications.list(tx, {
      limit: SHOWN + 1,
      ...(wanted ? { state: wanted } : {}),
      ...(of ? { customerId: of.id } : {}),
      ...(before === '' ? {} : { before: await notifications.get(tx, before) }),
    });
    const names = new Map<string, { readonly name: string; readonly number: number }>();
    for (const { customerId } of messages) if (!names.has(customerId)) names.set(customerId, await customers.get(tx, customerId));
    return {
      messages: messages.slice(0, SHOWN),
      hasMore: messages.length > SHOWN,
      of,
      names,
      counts: await notifications.countByState(tx),
    };
  });
  const obstacles = request.services.contributions.notificationChannels().flatMap((channel) => {
    const why = channel.obstacle();
    return why === null ? [] : [`${channel.title}: ${why}`];
  });
  request.show('Messages', <MessageList {...model} state={wanted} obstacles={obstacles} canManage={request.may('messages.manage')} />);
}

function load(request: AdminRequest): Promise<NotificationSetting> {
  return request.view((tx) => request.services.notificationSettings.get(tx, request.parameter('kind')));
}

async function kindsOf(request: AdminRequest) {
  const { notificationSettings, wordings, contributions } = request.services;
  return {
    ...(await request.view(async (tx) => ({
      settings: await notificationSettings.list(tx),
      wordingCounts: await wordings.countByKind(tx),
    }))),
    channels: contributions.notificationChannels().map(({ id, title }) => ({ id, title })),
  };
}

async function saveKind(request: AdminRequest): Promise<void> {
  const setting = await load(request);
  const template = readTemplate(request.form);
  const channels = request.formList('channels');
  const { notificationSettings } = request.services;
  if (request.form.action === 'preview') return showKind(request, { setting, template, channels, problem: undefined });
  const outcome = await attempt([...TEMPLATE_INPUTS, 'channels'], () =>
    request.transaction((tx) => notificationSettings.change(tx, setting.kind.id, { template, channels })),
  );
  if (outcome.isDone) return request.goTo('/messages/kinds', `"${setting.kind.title}" is saved.`);
  await showKind(request, { setting, template, channels, problem: withoutPath(outcome.problem) });
}

interface KindPage {
  readonly setting: NotificationSetting;
  readonly template: NotificationTemplate;
  readonly channels: readonly string[];
  readonly problem: FormProblem | undefined;
}

async function showKind(request: AdminRequest, { setting, template, channels, problem }: KindPage): Promise<void> {
  const { contributions, notificationSettings } = request.services;
  const known = contributions.notificationChannels().map(({ id, title }) => ({ id, title }));
  const shown = previewOf(notificationSettings, { kind: setting.kind, template, problem });
  const wordings = await wordingUse(request, setting.kind);
  const page = <MessageKindForm setting={setting} template={template} chosen={channels} channels={known} wordings={wordings} {...shown} />;
  request.show(setting.kind.title, page, shown.problem ? { status: 422 } : {});
}
