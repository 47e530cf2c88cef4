import type { PreviewedAnswer } from '../../../radius/answers/answer-preview.js';
import { SHUT_POLICY_SCHEMA } from '../../../radius/answers/answering-schema.js';
import type { RouterAnswers, UsableDriver } from '../../../radius/answers/answering-service.js';
import { REPLY_ATTRIBUTES_SCHEMA } from '../../../radius/answers/reply-terms-schema.js';
import { array, flag, nullable, object, oneOf, ref, text } from '../api-schema.js';

export const ANSWER_SCHEMAS = {
  ShutPolicy: { ...SHUT_POLICY_SCHEMA, description: 'What happens at a login that is shut, by reason, and how the walled garden looks.' },
  RouterDriver: object({
    id: text,
    title: text,
    description: text,
    addon: { ...text, description: '`core`, or the add-on that it came with.' },
  }),
  RouterAnswers: object({
    driverId: text,
    attributes: { ...REPLY_ATTRIBUTES_SCHEMA, description: 'Told besides at every login on this router.' },
    shutPolicy: { ...nullable(ref('ShutPolicy')), description: 'What it does otherwise than the company; null for nothing.' },
    policy: { ...ref('ShutPolicy'), description: "The company's policy with the router's own: what holds." },
  }),
  RouterAnswer: {
    ...object({
      router: nullable(object({ id: text, name: text })),
      driver: text,
      verdict: oneOf('accept', 'walled-garden', 'reject'),
      reason: { ...text, description: 'Why not; empty when it is accepted.' },
      attributes: array(object({ name: text, value: text })),
      leftOut: { ...array(text), description: 'Attributes that cannot carry their values.' },
      isLeasedPerSession: { ...flag, description: 'Whether addresses come besides, leased for each session.' },
    }),
    description: 'What a router would be told now of a line that logs in with the right password and device.',
  },
};

export function presentDriver({ addonId, driver }: UsableDriver) {
  return { id: driver.id, title: driver.title, description: driver.description, addon: addonId };
}

export function presentRouterAnswers({ driverId, attributes, shutPolicy, policy }: RouterAnswers) {
  return { driverId, attributes, shutPolicy, policy };
}

export function presentAnswer({ attributes, ...answer }: PreviewedAnswer) {
  return { ...answer, attributes: attributes.map(([name, value]) => ({ name, value })) };
}
