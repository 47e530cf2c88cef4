import type { SecretBox } from '../kernel/security/secret-box.js';
import type { NotificationContent } from './notification.js';
import { escapeHtml } from './template-engine.js';

type Values = Readonly<Record<string, string>>;

/** What stands in a kept message where a secret value stands in the one that is sent: `‹link›`. */
export function secretMarks(values: Values): Values {
  return Object.fromEntries(Object.keys(values).map((name) => [name, markOf(name)]));
}

export function sealValues(values: Values, secrets: SecretBox): string {
  return secrets.seal(JSON.stringify(values));
}

/** The message as the customer reads it. */
export function withSecretValues(content: NotificationContent, secrets: SecretBox): Pick<NotificationContent, 'text' | 'html' | 'short'> {
  const { text, html, short, sealedValues } = content;
  if (sealedValues === undefined) return { text, html, short };
  const values = Object.entries(JSON.parse(secrets.open(sealedValues)) as Values);
  const reveal = (words: string, shown: (value: string) => string): string =>
    values.reduce((sofar, [name, value]) => sofar.replaceAll(markOf(name), () => shown(value)), words);
  const asIs = (value: string): string => value;
  return { text: reveal(text, asIs), html: reveal(html, escapeHtml), short: reveal(short, asIs) };
}

function markOf(name: string): string {
  return `‹${name}›`;
}
