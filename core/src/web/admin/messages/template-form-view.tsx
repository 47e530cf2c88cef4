import type { NotificationKind, NotificationTemplate } from '@tapline/sdk';
import { Card, type FormErrors, LinkButton, SubmitButton, TextAreaField, TextField } from '@tapline/sdk/ui';
import type { ComponentChildren, JSX } from 'preact';
import type { RenderedTemplate } from '../../../notifications/template-engine.js';
import type { FormProblem } from '../frame/form-problem.js';
import { ProblemAlert } from '../parts/form-frame.js';

interface TemplateFormProps {
  readonly kind: NotificationKind;
  /** As it stands in the inputs. */
  readonly template: NotificationTemplate;
  readonly preview: RenderedTemplate | undefined;
  readonly problem: FormProblem | undefined;
  readonly action: string;
  readonly submit: string;
  readonly cancelHref: string;
  /** Inputs above those of the template. */
  readonly children: ComponentChildren;
}

/** The form of a template, with its preview and what can be put in beside it. */
export function TemplateForm({ kind, template, preview, problem, action, submit, cancelHref, children }: TemplateFormProps): JSX.Element {
  return (
    <div class="row row-cards">
      <div class="col-lg-7">
        <form class="tl-form" method="post" action={action}>
          <ProblemAlert problem={problem} />
          <Card
            footer={
              <div class="tl-buttons">
                <SubmitButton>{submit}</SubmitButton>
                <button class="btn" type="submit" name="action" value="preview">
                  Preview
                </button>
                <LinkButton href={cancelHref}>Cancel</LinkButton>
              </div>
            }
          >
            <div class="tl-fields">
              {children}
              <TemplateFields template={template} errors={problem?.errors ?? {}} />
            </div>
          </Card>
        </form>
      </div>
      <div class="col-lg-5 d-flex flex-column gap-3">
        {preview && <Preview preview={preview} />}
        <Variables kind={kind} />
      </div>
    </div>
  );
}

/** What a message says on each channel. */
function TemplateFields({ template, errors }: { readonly template: NotificationTemplate; readonly errors: FormErrors }): JSX.Element {
  return (
    <>
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
    </>
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

function Variables({ kind }: { readonly kind: NotificationKind }): JSX.Element {
  const own = Object.entries(kind.variables).map(([name, { description }]) => [nameOf(name), description] as const);
  const all = [
    ['{{ customer.name }}', "the customer's name"],
    ['{{ customer.number }}', 'the number'],
    ['{{ company.name }}', 'your company'],
    ['{{ company.portalUrl }}', 'the address of the portal; empty unless web.publicUrl is set'],
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
