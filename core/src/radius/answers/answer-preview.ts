import { type Answers, type Clock, createToken, notFound, type Router, type Transaction } from '@tapline/sdk';
import type { AccessStore, StoredAccess } from '../../access/access-store.js';
import { assumedAccess } from '../../access/assumed-access.js';
import type { LineAddressing } from '../../network/line-addressing.js';
import type { RouterService } from '../../network/router-service.js';
import type { SessionQueries } from '../../usage/session-queries.js';
import { acceptAttributes } from './accept-attributes.js';
import type { AnswerLine } from './answer-line.js';
import type { AnsweringService } from './answering-service.js';
import { encodeAttribute } from './encode-attribute.js';
import { type RouterProfile, RouterProfiles } from './router-profile.js';
import type { ToldAttribute } from './told-attribute.js';
import { gardenAttributes, perSessionInGarden } from './walled-garden.js';

/** What a router would be told now of a line that logs in with the right password and device. */
export interface PreviewedAnswer {
  /** Null where there is no router yet, and MikroTik's is taken for it. */
  readonly router: Pick<Router, 'id' | 'name'> | null;
  readonly driver: string;
  readonly verdict: 'accept' | 'walled-garden' | 'reject';
  /** Why not; empty when it is accepted. */
  readonly reason: string;
  /** None of a reject. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** What is left out, since the attribute cannot carry its value. */
  readonly leftOut: readonly string[];
  /** What each session gets its own of. */
  readonly isLeasedPerSession: boolean;
}

export interface AnswerPreviewDependencies {
  readonly answering: Pick<AnsweringService, 'answering'>;
  readonly access: AccessStore;
  readonly routers: Pick<RouterService, 'list' | 'get'>;
  readonly sessions: Pick<SessionQueries, 'ofServices'>;
  readonly clock: Clock;
  readonly interimIntervalSeconds: number;
}

/** Says what RADIUS answers, by the very code that answers. */
export class AnswerPreview {
  constructor(private readonly parts: AnswerPreviewDependencies) {}

  /** On a router; without one, where the line was online last, else on the first. */
  async of(tx: Transaction, serviceId: string, routerId?: string): Promise<PreviewedAnswer> {
    const [access] = await this.parts.access.find(tx, [serviceId]);
    if (!access) throw notFound('SERVICE_UNKNOWN', `there is no service ${serviceId}`);
    return this.ofAccess(tx, access, routerId);
  }

  /** What an add-on gets. */
  answersOf(source: string): Answers {
    return {
      answer: async (tx, serviceId, assumed) => {
        const question = { serviceId, source, nowMs: this.parts.clock.nowMs() };
        const answer = assumed
          ? await this.ofAccess(tx, await assumedAccess(tx, this.parts.access, { ...question, assumed }), undefined)
          : await this.of(tx, serviceId);
        const { verdict, reason, attributes, router } = answer;
        return { verdict, reason, attributes, router: router?.name ?? null };
      },
    };
  }

  private async ofAccess(tx: Transaction, access: StoredAccess, routerId: string | undefined): Promise<PreviewedAnswer> {
    const { serviceId } = access;
    const router = await this.routerOf(tx, serviceId, routerId);
    const profile = new RouterProfiles(await this.parts.answering.answering(tx)).ofRouter(router?.id ?? '');
    return { router: router ? { id: router.id, name: router.name } : null, driver: profile.driver.title, ...this.answer(profile, access) };
  }

  private answer(profile: RouterProfile, access: StoredAccess): Omit<PreviewedAnswer, 'router' | 'driver'> {
    const moment = { nowMs: this.parts.clock.nowMs(), interimIntervalSeconds: this.parts.interimIntervalSeconds };
    const { addressing, ...line } = access;
    const answerLine: AnswerLine = { ...line, ...addressing };
    const isLeased = (perSession: LineAddressing['perSession']): boolean => Object.keys(perSession).length > 0;
    if (access.isAllowed) {
      const attributes = acceptAttributes(profile, answerLine, moment);
      return { ...told(attributes), verdict: 'accept', reason: '', isLeasedPerSession: isLeased(addressing.perSession) };
    }
    const reason = access.reasons.find(({ effect }) => effect === 'block')?.text ?? 'the line is shut';
    const { actions, garden } = profile.policy;
    if (actions[access.shutBy ?? 'notActive'] === 'reject' || !profile.hasGarden) {
      return { verdict: 'reject', reason, attributes: [], leftOut: [], isLeasedPerSession: false };
    }
    const attributes = gardenAttributes(profile, garden, { login: access.login, line: answerLine }, moment);
    const isLeasedPerSession = isLeased(perSessionInGarden(garden, addressing.perSession));
    return { ...told(attributes), verdict: 'walled-garden', reason, isLeasedPerSession };
  }

  private async routerOf(tx: Transaction, serviceId: string, routerId: string | undefined): Promise<Router | undefined> {
    if (routerId !== undefined) return this.parts.routers.get(tx, routerId);
    const routers = await this.parts.routers.list(tx);
    const [last] = await this.parts.sessions.ofServices(tx, [serviceId], 1);
    return routers.find(({ id }) => id === last?.routerId) ?? routers[0];
  }
}

export const ANSWER_PREVIEW = createToken<AnswerPreview>('core.answer-preview');

function told(all: readonly ToldAttribute[]): Pick<PreviewedAnswer, 'attributes' | 'leftOut'> {
  const fits = ({ definition, text }: ToldAttribute): boolean => encodeAttribute(definition, text) !== undefined;
  return {
    attributes: all.filter(fits).map(({ definition, text }) => [definition.name, text] as const),
    leftOut: all.filter((attribute) => !fits(attribute)).map(({ definition }) => definition.name),
  };
}
