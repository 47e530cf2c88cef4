import type { ReplyPlaceholder } from '@tapline/sdk';
import type { Quota } from '../../access/line-facts.js';
import type { AnswerLine } from './answer-line.js';
import { formatRate } from './rate.js';
import type { Known, Lookup } from './reply-template.js';

/** What goes for a session that is answered or changed now. */
export interface AnswerMoment {
  readonly nowMs: number;
  /** What is reported when neither plan nor service says. */
  readonly interimIntervalSeconds: number;
  /** What the session has counted already, which the router's limits count in. */
  readonly used?: { readonly downloadOctets: number; readonly uploadOctets: number };
  /** Quotas that the session may have been told and that the line has no more: its router lets go of them when it is told the most that there is. */
  readonly lifted?: ReadonlySet<Quota>;
}

const TWO_TO_32 = 2 ** 32;
const NO_LIMIT = Infinity;
const LEAST_SESSION_SECONDS = 1;

type Source = (line: AnswerLine, moment: AnswerMoment) => Known;

const SOURCES: Readonly<Record<ReplyPlaceholder, Source>> = {
  login: ({ login }) => login,
  serviceId: ({ serviceId }) => serviceId,
  macAddress: ({ macAddresses }) => macAddresses[0],
  ipv4Address: ({ ipv4Address }) => ipv4Address ?? undefined,
  downloadRate: (line) => formatRate(line.downloadBitsPerSecond),
  uploadRate: (line) => formatRate(line.uploadBitsPerSecond),
  downloadBitsPerSecond: (line) => line.downloadBitsPerSecond?.toString(),
  uploadBitsPerSecond: (line) => line.uploadBitsPerSecond?.toString(),
  burstDownloadRate: ({ shaping }) => formatRate(shaping?.burst?.downloadBitsPerSecond),
  burstUploadRate: ({ shaping }) => formatRate(shaping?.burst?.uploadBitsPerSecond),
  burstDownloadThresholdRate: ({ shaping }) => formatRate(shaping?.burst?.downloadThresholdBitsPerSecond),
  burstUploadThresholdRate: ({ shaping }) => formatRate(shaping?.burst?.uploadThresholdBitsPerSecond),
  burstSeconds: ({ shaping }) => shaping?.burst?.seconds.toString(),
  priority: ({ shaping }) => shaping?.priority?.toString(),
  minimumDownloadRate: ({ shaping }) => formatRate(shaping?.minimum?.downloadBitsPerSecond),
  minimumUploadRate: ({ shaping }) => formatRate(shaping?.minimum?.uploadBitsPerSecond),
  addressLists: ({ planTerms, ownTerms, facts }) => {
    if (!planTerms?.addressLists && !ownTerms?.addressLists && !facts?.addressLists) return undefined;
    return [...new Set([...(planTerms?.addressLists ?? []), ...(ownTerms?.addressLists ?? []), ...(facts?.addressLists ?? [])])];
  },
  filterId: ({ planTerms, ownTerms }) => ownTerms?.filterId ?? planTerms?.filterId,
  redirectUrl: ({ redirectUrl }) => redirectUrl,
  delegatedIpv6Pool: ({ delegatedIpv6Pool }) => delegatedIpv6Pool ?? undefined,
  sessionSeconds,
  idleSeconds: ({ planTerms, ownTerms }) => (ownTerms?.idleTimeoutSeconds ?? planTerms?.idleTimeoutSeconds)?.toString(),
  interimSeconds: ({ planTerms, ownTerms, facts }, { interimIntervalSeconds }) => {
    const usual = ownTerms?.interimIntervalSeconds ?? planTerms?.interimIntervalSeconds ?? interimIntervalSeconds;
    return String(Math.min(usual, facts?.interimIntervalSeconds ?? usual));
  },
  downloadOctetsLow: (line, moment) => low(downloadLimit(line, moment)),
  downloadOctetsHigh: (line, moment) => high(downloadLimit(line, moment)),
  uploadOctetsLow: (line, moment) => low(uploadLimit(line, moment)),
  uploadOctetsHigh: (line, moment) => high(uploadLimit(line, moment)),
  totalOctetsLow: (line, moment) => low(totalLimit(line, moment)),
  totalOctetsHigh: (line, moment) => high(totalLimit(line, moment)),
};

/** What stands for a placeholder in an answer for this line. */
export function placeholdersFor(line: AnswerLine, moment: AnswerMoment): Lookup {
  return (placeholder) => SOURCES[placeholder as ReplyPlaceholder]?.(line, moment);
}

/** Whether the answer is another one at each login, so that it cannot be kept. */
export function hasMovingParts({ facts }: AnswerLine): boolean {
  return facts?.endsAtMs !== undefined;
}

function sessionSeconds({ planTerms, ownTerms, facts }: AnswerLine, { nowMs }: AnswerMoment): string | undefined {
  const wanted = ownTerms?.sessionTimeoutSeconds ?? planTerms?.sessionTimeoutSeconds ?? Number.POSITIVE_INFINITY;
  const left = facts?.endsAtMs === undefined ? Number.POSITIVE_INFINITY : Math.ceil((facts.endsAtMs - nowMs) / 1000);
  const seconds = Math.min(wanted, Math.max(LEAST_SESSION_SECONDS, left));
  return Number.isFinite(seconds) ? String(Math.min(seconds, TWO_TO_32 - 1)) : undefined;
}

function downloadLimit(line: AnswerLine, moment: AnswerMoment): number | undefined {
  return limit('downloadOctetsLeft', line, moment, moment.used?.downloadOctets);
}

function uploadLimit(line: AnswerLine, moment: AnswerMoment): number | undefined {
  return limit('uploadOctetsLeft', line, moment, moment.used?.uploadOctets);
}

function totalLimit(line: AnswerLine, moment: AnswerMoment): number | undefined {
  const { used } = moment;
  return limit('totalOctetsLeft', line, moment, used && used.downloadOctets + used.uploadOctets);
}

/** A limit of 0 is none to RouterOS, so the least is 1 octet. */
function limit(quota: Quota, { facts }: AnswerLine, { lifted }: AnswerMoment, used = 0): number | undefined {
  const left = facts?.[quota];
  if (left === undefined) return lifted?.has(quota) ? NO_LIMIT : undefined;
  return Math.max(1, left + used);
}

function low(octets: number | undefined): string | undefined {
  if (octets === undefined) return undefined;
  return String(octets === NO_LIMIT ? TWO_TO_32 - 1 : octets % TWO_TO_32);
}

function high(octets: number | undefined): string | undefined {
  if (octets === undefined) return undefined;
  return String(octets === NO_LIMIT ? TWO_TO_32 - 1 : Math.floor(octets / TWO_TO_32));
}
