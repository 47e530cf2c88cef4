import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RadsecAsk, RadsecReply } from './radsec-requests.js';

/** What both sides derive their key from the master key by. */
export const RELAY_KEY_PURPOSE = 'radsec-relay';
/** Of a line: the largest RADIUS packet in base64, and room for the rest. */
export const LONGEST_LINE = 8_192;

const MAC_DIGITS = 64;
/** Two machines' clocks may differ by so much. */
const FRESH_MS = 120_000;

interface WrittenAsk extends Omit<RadsecAsk, 'attributes'> {
  readonly attributes: string;
  /** Real time. */
  readonly atMs: number;
}

type WrittenReply = { readonly kind: 'answer'; readonly octets: string } | Exclude<RadsecReply, { kind: 'answer' }>;

/** A line that asks the RADIUS process to ask a router; only who has the key can write one. */
export function writeAsk(key: Buffer, { attributes, ...ask }: RadsecAsk, realNowMs: number): string {
  return seal(key, { ...ask, attributes: attributes.toString('base64'), atMs: realNowMs } satisfies WrittenAsk, '');
}

/** `undefined` for a line that was not written with the key, or long ago. */
export function readAsk(key: Buffer, line: string, realNowMs: number): RadsecAsk | undefined {
  const written = open<WrittenAsk>(key, line, '');
  if (!written || Math.abs(realNowMs - written.atMs) > FRESH_MS) return undefined;
  const { routerId, kind, attributes, messageAuthenticator, waitMs } = written;
  return { routerId, kind, attributes: Buffer.from(attributes, 'base64'), messageAuthenticator, waitMs };
}

/** The answer to a line, which is an answer to no other. */
export function writeReply(key: Buffer, reply: RadsecReply, ask: string): string {
  const written: WrittenReply = reply.kind === 'answer' ? { kind: 'answer', octets: reply.octets.toString('base64') } : reply;
  return seal(key, written, ask);
}

export function readReply(key: Buffer, line: string, ask: string): RadsecReply | undefined {
  const written = open<WrittenReply>(key, line, ask);
  return written?.kind === 'answer' ? { kind: 'answer', octets: Buffer.from(written.octets, 'base64') } : written;
}

function seal(key: Buffer, body: WrittenAsk | WrittenReply, context: string): string {
  const text = JSON.stringify(body);
  return macOf(key, text, context) + text;
}

function open<Body>(key: Buffer, line: string, context: string): Body | undefined {
  const text = line.slice(MAC_DIGITS);
  const given = Buffer.from(line.slice(0, MAC_DIGITS));
  const right = Buffer.from(macOf(key, text, context));
  return given.length === right.length && timingSafeEqual(given, right) ? (JSON.parse(text) as Body) : undefined;
}

function macOf(key: Buffer, text: string, context: string): string {
  return createHmac('sha256', key).update(`${context.length}:${context}${text}`).digest('hex');
}
