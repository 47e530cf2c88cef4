import type { NotificationKind, NotificationTemplate } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';
import type { NotificationSettings } from '../../../notifications/notification-settings.js';
import type { RenderedTemplate } from '../../../notifications/template-engine.js';
import type { FormProblem } from '../frame/form-problem.js';

/** What a problem with a template may name. */
export const TEMPLATE_INPUTS = [
  'template.subject',
  'template.text',
  'template.html',
  'template.short',
  'subject',
  'text',
  'html',
  'short',
] as const;

export function readTemplate({ subject = '', text = '', html = '', short = '' }: FormTexts): NotificationTemplate {
  return { subject, text: unix(text), html: html.trim() === '' ? null : unix(html), short: unix(short) };
}

/** The form's inputs are named without the schema's `template.`. */
export function withoutPath(problem: FormProblem): FormProblem {
  const errors = Object.fromEntries(Object.entries(problem.errors).map(([name, text]) => [name.replace('template.', ''), text]));
  return { ...problem, errors };
}

/** The preview, or in its place what is wrong with the template unless that is known. */
export function previewOf(
  settings: NotificationSettings,
  {
    kind,
    template,
    problem,
  }: { readonly kind: NotificationKind; readonly template: NotificationTemplate; readonly problem: FormProblem | undefined },
): { readonly preview: RenderedTemplate | undefined; readonly problem: FormProblem | undefined } {
  try {
    return { preview: settings.preview(kind, template), problem };
  } catch (error) {
    return { preview: undefined, problem: problem ?? { errors: {}, message: (error as Error).message } };
  }
}

function unix(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
