import type { NotificationKind, NotificationTemplate } from '@tapline/sdk';
import { Alert, Card, type Column, LinkButton, SubmitButton, Table, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { RenderedTemplate } from '../../../notifications/template-engine.js';
import type { NotificationWording } from '../../../notifications/wording-store.js';
import type { PlanWording } from '../../../plans/plan-service.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { TemplateForm } from './template-form-view.js';

/** The wordings of a kind that there are, and those that plans name. */
export interface WordingUse {
  readonly wordings: readonly NotificationWording[];
  readonly named: readonly PlanWording[];
}

const FALL_BACK = 'Where it is named, the ordinary one is sent from then on.';

export function WordingList({ kind: { id: kindId }, wordings, named }: WordingUse & { readonly kind: NotificationKind }): JSX.Element {
  const columns: readonly Column<NotificationWording>[] = [
    {
      title: 'Wording',
      role: 'primary',
      cell: ({ id, name, template }) => (
        <>
          <a class="tl-name" href={`/messages/kinds/${kindId}/wordings/${id}`}>
            {name}
          </a>
          <div class="tl-sub">{template.subject}</div>
        </>
      ),
    },
    { title: 'Named by the plans', cell: ({ name }) => plansOf(named, name) || '–' },
    { title: 'Actions', role: 'actions', isNarrow: true, cell: (wording) => <Actions kindId={kindId} wording={wording} named={named} /> },
  ];
  return (
    <div class="mt-3">
      <Card
        title="Further wordings"
        subtitle="For those whose plan names one; all others get the ordinary one above"
        actions={
          <LinkButton href={`/messages/kinds/${kindId}/wordings/new`} icon="plus" isSmall>
            Add a wording
          </LinkButton>
        }
        isFlush
      >
        <Table
          caption="Further wordings"
          columns={columns}
          rows={wordings}
          rowKey={({ id }) => id}
          empty={{ icon: 'mail', title: 'There is only the ordinary one' }}
        />
      </Card>
    </div>
  );
}

/** What plans name and is not there. */
export function MissingWordings({ wordings, named }: WordingUse): JSX.Element {
  const names = new Set(wordings.map(({ name }) => name));
  const missing = [...new Set(named.flatMap(({ wording }) => (names.has(wording) ? [] : [wording])))];
  return (
    <>
      {missing.map((name) => (
        <Alert key={name} tone="warning" title={`The wording "${name}" is not there: the ordinary one is sent in its place.`}>
          It is named by {plansOf(named, name)}. Add it again, or choose another one there.
        </Alert>
      ))}
    </>
  );
}

function Actions({
  kindId,
  wording: { id, name },
  named,
}: {
  readonly kindId: string;
  readonly wording: NotificationWording;
  readonly named: readonly PlanWording[];
}): JSX.Element {
  const plans = plansOf(named, name);
  const question = `Remove the wording "${name}"? ${plans === '' ? FALL_BACK : `It is named by ${plans}: the ordinary one is sent there from then on.`}`;
  return (
    <div class="tl-buttons justify-content-end flex-nowrap">
      <LinkButton href={`/messages/kinds/${kindId}/wordings/${id}`} icon="pencil" isSmall>
        Edit
      </LinkButton>
      <form method="post" action={`/messages/kinds/${kindId}/wordings/${id}/remove`} data-confirm={question}>
        <SubmitButton look="plain" icon="trash" isSmall>
          Remove
        </SubmitButton>
      </form>
    </div>
  );
}

function plansOf(named: readonly PlanWording[], name: string): string {
  return named
    .filter(({ wording }) => wording === name)
    .map(({ planName }) => planName)
    .join(', ');
}

interface WordingFormProps {
  readonly kind: NotificationKind;
  /** None for one that is being added. */
  readonly wording: NotificationWording | undefined;
  /** As it stands in the inputs. */
  readonly name: string;
  readonly template: NotificationTemplate;
  readonly preview: RenderedTemplate | undefined;
  readonly problem: FormProblem | undefined;
}

export function WordingForm({ kind, wording, name, template, preview, problem }: WordingFormProps): JSX.Element {
  const kindHref = `/messages/kinds/${kind.id}`;
  return (
    <Page
      title={wording ? wording.name : 'New wording'}
      subtitle={wording ? `A wording of "${kind.title}"` : `Of "${kind.title}", for those whose plan names it`}
      parent={{ href: kindHref, title: kind.title }}
    >
      <TemplateForm
        {...{ kind, template, preview, problem }}
        action={`${kindHref}/wordings${wording ? `/${wording.id}` : ''}`}
        submit={wording ? 'Save' : 'Add the wording'}
        cancelHref={kindHref}
      >
        {!wording && (
          <TextField
            name="name"
            label="Name"
            value={name}
            error={problem?.errors.name}
            hint="Plans name it so; it stays as it is."
            maxLength={60}
            isRequired
            isFocused
          />
        )}
      </TemplateForm>
    </Page>
  );
}
