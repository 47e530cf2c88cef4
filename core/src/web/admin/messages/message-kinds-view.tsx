import type { NotificationTemplate } from '@tapline/sdk';
import { Badge, type Column, SubmitButton, Table } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { NotificationSetting } from '../../../notifications/notification-settings.js';
import type { RenderedTemplate } from '../../../notifications/template-engine.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { TemplateForm } from './template-form-view.js';
import { MissingWordings, WordingList, type WordingUse } from './wordings-view.js';

interface Channel {
  readonly id: string;
  readonly title: string;
}

const PARENT = { href: '/messages', title: 'Messages' };

export function MessageKindList({
  settings,
  channels,
  wordingCounts,
}: {
  readonly settings: readonly NotificationSetting[];
  readonly channels: readonly Channel[];
  /** By the ids of kinds; those without any are left out. */
  readonly wordingCounts: ReadonlyMap<string, number>;
}): JSX.Element {
  const titles = new Map(channels.map(({ id, title }) => [id, title]));
  const columns: readonly Column<NotificationSetting>[] = [
    {
      title: 'Message',
      role: 'primary',
      cell: ({ kind: { id, title, when }, isChanged }) => (
        <>
          <a class="tl-name" href={`/messages/kinds/${id}`}>
            {title}
          </a>{' '}
          {isChanged && <Badge tone="info">Changed</Badge>} <WordingCount count={wordingCounts.get(id) ?? 0} />
          <div class="tl-sub">{when}</div>
        </>
      ),
    },
    {
      title: 'Goes out by',
      cell: ({ channels: chosen }) =>
        chosen.length === 0 ? <Badge>Nothing</Badge> : chosen.map((channel) => titles.get(channel) ?? `${channel} (not there)`).join(', '),
    },
    { title: 'Subject', cell: ({ template }) => <span class="tl-sub">{template.subject}</span> },
  ];
  return (
    <Page title="Wording and channels" subtitle="On which occasions customers get a message, by what, and what it says" parent={PARENT}>
      <section class="card">
        <Table
          caption="Kinds of messages"
          columns={columns}
          rows={settings}
          rowKey={({ kind }) => kind.id}
          empty={{ icon: 'mail', title: 'Nothing sends messages' }}
        />
      </section>
    </Page>
  );
}

function WordingCount({ count }: { readonly count: number }): JSX.Element | null {
  if (count === 0) return null;
  return <Badge>{count === 1 ? '1 wording more' : `${count} wordings more`}</Badge>;
}

interface MessageKindFormProps {
  readonly setting: NotificationSetting;
  readonly template: NotificationTemplate;
  readonly chosen: readonly string[];
  readonly channels: readonly Channel[];
  readonly preview: RenderedTemplate | undefined;
  readonly problem: FormProblem | undefined;
  readonly wordings: WordingUse;
}

export function MessageKindForm({ setting, template, chosen, channels, preview, problem, wordings }: MessageKindFormProps): JSX.Element {
  const { kind, isChanged } = setting;
  const reset = (
    <form method="post" action={`/messages/kinds/${kind.id}/reset`} data-confirm="Take your wording and channels back?">
      <SubmitButton look="plain" icon="rotate-clockwise">
        As it came
      </SubmitButton>
    </form>
  );
  return (
    <Page
      title={kind.title}
      subtitle={kind.when}
      parent={{ href: '/messages/kinds', title: 'Wording and channels' }}
      actions={isChanged && reset}
    >
      <MissingWordings {...wordings} />
      <TemplateForm
        {...{ kind, template, preview, problem }}
        action={`/messages/kinds/${kind.id}`}
        submit="Save"
        cancelHref="/messages/kinds"
      >
        <Channels channels={channels} chosen={chosen} error={problem?.errors.channels} />
      </TemplateForm>
      {kind.hasWordings && <WordingList kind={kind} {...wordings} />}
    </Page>
  );
}

function Channels({
  channels,
  chosen,
  error,
}: {
  readonly channels: readonly Channel[];
  readonly chosen: readonly string[];
  readonly error: string | undefined;
}): JSX.Element {
  return (
    <fieldset>
      <legend class="form-label">Goes out by</legend>
      {channels.map(({ id, title }) => (
        <label key={id} class="form-check form-check-inline">
          <input class="form-check-input" type="checkbox" name="channels" value={id} checked={chosen.includes(id)} />
          <span class="form-check-label">{title}</span>
        </label>
      ))}
      {error !== undefined && <div class="invalid-feedback d-block">{error}</div>}
    </fieldset>
  );
}
