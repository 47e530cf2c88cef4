import type { NotificationTemplate } from '@tapline/sdk';
import { Badge, Card, type Column, LinkButton, SubmitButton, Table, TextAreaField, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { NotificationSetting } from '../../../notifications/notification-settings.js';
import type { RenderedTemplate } from '../../../notifications/template-engine.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';

interface Channel {
  readonly id: string;
  readonly title: string;
}

const PARENT = { href: '/messages', title: 'Messages' };

export function MessageKindList({
  settings,
  channels,
}: {
  readonly settings: readonly NotificationSetting[];
  readonly channels: readonly Channel[];
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
          {isChanged && <Badge tone="info">Changed</Badge>}
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

interface MessageKindFormProps {
  readonly setting: NotificationSetting;
  readonly template: NotificationTemplate;
  readonly chosen: readonly string[];
  readonly channels: readonly Channel[];
  readonly preview: RenderedTemplate | undefined;
  readonly problem: FormProblem | undefined;
}

export function MessageKindForm({ setting, template, chosen, channels, preview, problem }: MessageKindFormProps): JSX.Element {
  const { kind, isChanged } = setting;
  const errors = problem?.errors ?? {};
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
      <div class="row row-cards">
        <div class="col-lg-7">
          <form class="tl-form" method="post" action={`/messages/kinds/${kind.id}`}>
            <ProblemAlert problem={problem} />
            <Card
              footer={
                <div class="tl-buttons">
                  <SubmitButton>Save</SubmitButton>
                  <button class="btn" type="submit" name="action" value="preview">
                    Preview
                  </button>
                  <LinkButton href="/messages/kinds">Cancel</LinkButton>
                </div>
              }
            >
              <div class="tl-fields">
                <Channels channels={channels} chosen={chosen} error={errors.channels} />
                <TextField name="subject" label="Subject" value={template.subject} error={errors.subject} maxLength={300} isRequired />
                <TextAreaField name="text" label="Text" value={template.text} rows={10} error={errors.text} isRequired />
                <TextAreaField
                  name="short"
                  label="Short message"
                  hint="For SMS and the like: one or two sentences."
                  value={template.short}
                  rows={3}
                  error={errors.short}
                  isRequired
                />
                <details {...(template.html ? { open: true } : {})}>
                  <summary class="text-secondary">Own HTML for the mail</summary>
                  <TextAreaField
                    name="html"
                    label="HTML"
                    hint="Empty makes it from the text."
                    value={template.html ?? ''}
                    rows={8}
                    error={errors.html}
                  />
                </details>
              </div>
            </Card>
          </form>
        </div>
        <div class="col-lg-5 d-flex flex-column gap-3">
          {preview && <Preview preview={preview} />}
          <Variables kind={kind} />
        </div>
      </div>
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

function Preview({ preview }: { readonly preview: RenderedTemplate }): JSX.Element {
  return (
    <Card title="Preview" subtitle="with examples in place of a customer's values">
      <p class="tl-name">{preview.subject}</p>
      <div style="white-space: pre-wrap">{preview.text}</div>
      <hr />
      <p class="tl-sub mb-0">{preview.short}</p>
    </Card>
  );
}

function Variables({ kind }: { readonly kind: NotificationSetting['kind'] }): JSX.Element {
  const own = Object.entries(kind.variables).map(([name, { description }]) => [nameOf(name), description] as const);
  const all = [
    ['{{ customer.name }}', "the customer's name"],
    ['{{ customer.number }}', 'the number'],
    ['{{ company.name }}', 'your company'],
    ...own,
  ] as const;
  return (
    <Card title="What can be put in" subtitle="An unknown name is refused when you save">
      <dl class="mb-0">
        {all.map(([name, description]) => (
          <div key={name} class="mb-1">
            <code>{name}</code> <span class="tl-sub">{description}</span>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** As it is written in a template: amounts and dates with the filter that words them. */
function nameOf(name: string): string {
  if (name.endsWith('Minor')) return `{{ ${name} | money }}`;
  return /(Date|On|date)$/.test(name) ? `{{ ${name} | day }}` : `{{ ${name} }}`;
}
