import { type Company, invalid, type NotificationTemplate, type NotificationValues } from '@tapline/sdk';
import { Liquid } from 'liquidjs';
import type { NotificationContent } from './notification.js';

/** What a template may use. */
export interface TemplateScope {
  readonly company: { readonly name: string };
  readonly customer: { readonly name: string; readonly number: number };
  readonly values: NotificationValues;
}

export interface RenderedTemplate extends NotificationContent {
  readonly subject: string;
}

const PARTS = ['subject', 'text', 'html', 'short'] as const;
const LONGEST_SUBJECT = 300;

/**
 * The only place that knows the template language (Liquid). Templates are words of an admin: they reach no prototype, no file and no clock, and
 * are bounded in work. An unknown name is an error, so that no customer reads a hole.
 */
export class TemplateEngine {
  readonly #liquid: Liquid;

  constructor(private readonly company: Company) {
    this.#liquid = new Liquid({
      ownPropertyOnly: true,
      strictVariables: true,
      strictFilters: true,
      cache: 500,
      memoryLimit: 1e6,
      parseLimit: 1e5,
      renderLimit: 1000,
    });
    this.#liquid.registerFilter('money', (value: unknown) => company.format(Number(value)));
    this.#liquid.registerFilter('day', (value: unknown) => this.day(String(value)));
  }

  /** Throws `NOTIFICATION_TEMPLATE_INVALID` with the field of the template that cannot be rendered, and why. */
  render(template: NotificationTemplate, scope: TemplateScope): RenderedTemplate {
    const data = { ...scope.values, company: { ...scope.company, portalUrl: this.portalUrl() }, customer: scope.customer };
    const escaped = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, escapeDeep(value)]));
    const part = (field: (typeof PARTS)[number], words: string, from: object = data): string => {
      try {
        return String(this.#liquid.parseAndRenderSync(words, from)).trim();
      } catch (error) {
        const message = (error as Error).message.split('\n')[0] ?? '';
        throw invalid('NOTIFICATION_TEMPLATE_INVALID', `the ${field} cannot be made: ${message}`, field);
      }
    };
    const text = part('text', template.text);
    return {
      subject: part('subject', template.subject).replaceAll(/\s+/g, ' ').slice(0, LONGEST_SUBJECT),
      text,
      html: this.page(template.html ? part('html', template.html, escaped) : paragraphs(text)),
      short: part('short', template.short).replaceAll(/\s+/g, ' '),
    };
  }

  /** A mail that reads on a phone, in any client, without images or scripts. */
  private page(body: string): string {
    const style = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:16px;line-height:1.5;color:#1f2937';
    const name = escapeHtml(this.company.name);
    return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head><body style="margin:0;padding:24px;background:#f6f8fb"><div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px;${style}"><p style="margin:0 0 16px;font-weight:600">${name}</p>${body}</div></body></html>`;
  }

  /** Where customers sign in; empty where nobody has said how the installation is reached from outside. */
  private portalUrl(): string {
    return this.company.publicUrl === '' ? '' : `${this.company.publicUrl}/portal`;
  }

  private day(date: string): string {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return date;
    return new Intl.DateTimeFormat(this.company.locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p style="margin:0 0 16px">${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('');
}

function escapeDeep(value: unknown): unknown {
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, escapeDeep(inner)]));
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => HTML[character] as string);
}
