import type { ShutReason } from '@tapline/sdk';
import type { LineAddressing } from '../../network/line-addressing.js';
import { acceptAttributes } from './accept-attributes.js';
import type { AnswerLine } from './answer-line.js';
import { type Answering, NO_ANSWERING } from './answering.js';
import { hasMovingParts } from './line-placeholders.js';
import { type RouterProfile, RouterProfiles } from './router-profile.js';
import { encodeAttributes, type ToldAttribute } from './told-attribute.js';
import { gardenAttributes, perSessionInGarden } from './walled-garden.js';

/** What was built for a line last, for the routers of one profile. */
export interface PreparedAnswer {
  readonly profile: RouterProfile;
  /**
   * An octet a character. The collector moves strings together; of small buffers, one in eight kilobytes of datagrams would keep all of them, a hundred
   * thousand times.
   */
  readonly octets: string;
}

/** RFC 2865 s3. */
const LONGEST_ANSWER = 4_096;

/** A line of the snapshot: keeps what was built for it, until the line changes and is another object. */
export interface AnsweredLine extends AnswerLine {
  prepared?: PreparedAnswer | undefined;
  /** What is leased for each session; most lines leave it out. */
  readonly perSession?: LineAddressing['perSession'];
}

/** What lets a login into the walled garden. */
export interface GardenAnswer {
  /** Except what differs from login to login. */
  readonly attributes: Buffer;
  /** What its session is leased. */
  readonly perSession: LineAddressing['perSession'];
}

export interface LoginAnswersOptions {
  readonly interimIntervalSeconds: number;
  /** Told of an attribute that cannot carry its value and is left out. */
  readonly onMisfit?: (misfit: ToldAttribute, login: string) => void;
  /** Told of a driver that is left out; its routers are answered as RFC routers are. */
  readonly onInvalidDriver?: (error: Error) => void;
}

/** The octets of Access-Accepts. Built at a line's first login on a kind of router, and copied from then on: most lines stay where they are. */
export class LoginAnswers {
  #profiles = new RouterProfiles(NO_ANSWERING);
  readonly #ofRouter = new Map<string, RouterProfile>();
  readonly #unpacked = Buffer.alloc(LONGEST_ANSWER);

  constructor(private readonly options: LoginAnswersOptions) {}

  /** From now on routers are answered so; what was built for lines is built again at their next login. */
  replace(answering: Answering): void {
    this.#profiles = new RouterProfiles(answering, this.options.onInvalidDriver);
    this.#ofRouter.clear();
  }

  /** What the router with this id is told of a line that may pass, except what differs from login to login. Shared: lasts until the next call. */
  accept(routerId: string, line: AnsweredLine, nowMs: number): Buffer {
    const profile = this.profileOf(routerId);
    const { prepared } = line;
    if (prepared !== undefined && prepared.profile === profile) return this.unpack(prepared.octets);
    const octets = this.encode(acceptAttributes(profile, line, this.moment(nowMs)), line.login);
    if (!hasMovingParts(line) && octets.length <= LONGEST_ANSWER) line.prepared = { profile, octets: octets.toString('latin1') };
    return octets;
  }

  /** What the router is told when a login that is shut for this reason is let into the walled garden; `undefined` where it is refused. */
  garden(
    routerId: string,
    reason: ShutReason,
    who: { readonly login: string; readonly line: AnsweredLine | undefined },
    nowMs: number,
  ): GardenAnswer | undefined {
    const profile = this.profileOf(routerId);
    const { actions, garden } = profile.policy;
    if (actions[reason] === 'reject' || !profile.hasGarden) return undefined;
    const attributes = this.encode(gardenAttributes(profile, garden, who, this.moment(nowMs)), who.login);
    return { attributes, perSession: perSessionInGarden(garden, who.line?.perSession ?? {}) };
  }

  private profileOf(routerId: string): RouterProfile {
    const known = this.#ofRouter.get(routerId);
    if (known !== undefined) return known;
    const profile = this.#profiles.ofRouter(routerId);
    this.#ofRouter.set(routerId, profile);
    return profile;
  }

  private unpack(octets: string): Buffer {
    return this.#unpacked.subarray(0, this.#unpacked.write(octets, 'latin1'));
  }

  private moment(nowMs: number) {
    return { nowMs, interimIntervalSeconds: this.options.interimIntervalSeconds };
  }

  private encode(told: readonly ToldAttribute[], login: string): Buffer {
    const { onMisfit } = this.options;
    return encodeAttributes(told, onMisfit && ((misfit) => onMisfit(misfit, login)));
  }
}
