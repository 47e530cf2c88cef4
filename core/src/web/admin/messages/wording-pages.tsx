import type { NotificationKind, NotificationTemplate } from '@tapline/sdk';
import type { NotificationWording } from '../../../notifications/wording-store.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { attempt, type FormProblem } from '../frame/form-problem.js';
import { previewOf, readTemplate, TEMPLATE_INPUTS, withoutPath } from './template-form.js';
import { WordingForm, type WordingUse } from './wordings-view.js';

const DEMANDED = ['messages.manage'] as const;
const INPUTS = [...TEMPLATE_INPUTS, 'name'];

/** The wordings of a kind of message beside its own. */
export function addWordingPages(routes: AdminRoutes): void {
  routes
    .get('/messages/kinds/:kind/wordings/new', DEMANDED, async (request) => {
      const { kind, template } = await settingOf(request);
      show(request, { kind, wording: undefined, name: '', template, problem: undefined });
    })
    .post('/messages/kinds/:kind/wordings', DEMANDED, (request) => save(request, undefined))
    .get('/messages/kinds/:kind/wordings/:wording', DEMANDED, async (request) => {
      const { kind } = await settingOf(request);
      const wording = await load(request);
      show(request, { kind, wording, name: wording.name, template: wording.template, problem: undefined });
    })
    .post('/messages/kinds/:kind/wordings/:wording', DEMANDED, async (request) => save(request, await load(request)))
    .post('/messages/kinds/:kind/wordings/:wording/remove', DEMANDED, async (request) => {
      const kindId = request.parameter('kind');
      const { name } = await request.transaction((tx) => request.services.wordings.remove(tx, kindId, request.parameter('wording')));
      request.goTo(`/messages/kinds/${kindId}`, `The wording "${name}" is gone.`);
    });
}

/** Nothing for a kind whose senders name none. */
export async function wordingUse(request: AdminRequest, { id, hasWordings }: NotificationKind): Promise<WordingUse> {
  if (!hasWordings) return { wordings: [], named: [] };
  const { wordings, plans } = request.services;
  return request.view(async (tx) => ({ wordings: await wordings.list(tx, id), named: await plans.wordingsNamed(tx, id) }));
}

function settingOf(request: AdminRequest) {
  return request.view((tx) => request.services.notificationSettings.get(tx, request.parameter('kind')));
}

function load(request: AdminRequest): Promise<NotificationWording> {
  return request.view((tx) => request.services.wordings.get(tx, request.parameter('kind'), request.parameter('wording')));
}

async function save(request: AdminRequest, wording: NotificationWording | undefined): Promise<void> {
  const { kind } = await settingOf(request);
  const { wordings } = request.services;
  const template = readTemplate(request.form);
  const { name = '', action } = request.form;
  const typed = { kind, wording, name, template };
  if (action === 'preview') return show(request, { ...typed, problem: undefined });
  const outcome = await attempt(INPUTS, () =>
    request.transaction((tx) =>
      wording ? wordings.change(tx, kind.id, wording.id, { template }) : wordings.add(tx, kind.id, { name, template }),
    ),
  );
  if (!outcome.isDone) return show(request, { ...typed, problem: withoutPath(outcome.problem) });
  request.goTo(`/messages/kinds/${kind.id}`, `The wording "${outcome.value.name}" is saved.`);
}

interface WordingPage {
  readonly kind: NotificationKind;
  readonly wording: NotificationWording | undefined;
  readonly name: string;
  readonly template: NotificationTemplate;
  readonly problem: FormProblem | undefined;
}

function show(request: AdminRequest, page: WordingPage): void {
  const shown = previewOf(request.services.notificationSettings, page);
  request.show(page.wording?.name ?? 'New wording', <WordingForm {...page} {...shown} />, shown.problem ? { status: 422 } : {});
}
