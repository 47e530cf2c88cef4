import { setTimeout as pause } from 'node:timers/promises';
import { asRecord, recordsIn, textIn } from './json-reader.js';
import { PayPalProblem } from './paypal-problem.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** From `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends everything, also the pauses between tries. */
  readonly signal: AbortSignal;
}

export interface Patience {
  /** For all of one answer. */
  readonly tryMs: number;
  /** Before each further try. */
  readonly pausesMs: readonly number[];
}

const PATIENCE: Patience = { tryMs: 7000, pausesMs: [200, 900] };
const LONGEST_PAUSE_MS = 4000;
const LARGEST_ANSWER = 1_000_000;
/** Of what may still be done: it took too long, an earlier call with the same key is under way, there were too many. */
const OPEN_STATUSES = new Set([408, 409, 429]);

/**
 * One question to PayPal, asked again where its answer was lost, was none, or asks for patience (409, 429, 5xx): requests hold keys by which PayPal does
 * nothing twice. Throws {@link PayPalProblem}.
 */
export async function ask(baseUrl: string, request: HttpRequest, { tryMs, pausesMs }: Patience = PATIENCE): Promise<unknown> {
  for (let tries = 0; ; tries++) {
    const outcome = await askOnce(baseUrl, request, tryMs);
    if ('answer' in outcome) return outcome.answer;
    const pauseMs = pausesMs[tries];
    if (outcome.problem.kind !== 'unknown' || pauseMs === undefined || request.signal.aborted) throw outcome.problem;
    await pause(Math.max(pauseMs, outcome.retryAfterMs), undefined, { signal: request.signal }).catch(() => undefined);
  }
}

type Outcome = { readonly answer: unknown } | { readonly problem: PayPalProblem; readonly retryAfterMs: number };

async function askOnce(baseUrl: string, { path, method, headers, body, signal }: HttpRequest, tryMs: number): Promise<Outcome> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(tryMs)]);
    const init = { method, headers, redirect: 'error', signal: limit, ...(body === undefined ? {} : { body }) } as const;
    const response = await fetch(`${baseUrl}${path}`, init);
    const text = await readText(response);
    if (response.status >= 200 && response.status < 300) return text === '' ? { answer: undefined } : parsed(text, response.status);
    const retryAfterMs = Math.min(LONGEST_PAUSE_MS, Number(response.headers.get('Retry-After') ?? 0) * 1000 || 0);
    return { problem: problemOf(response.status, text), retryAfterMs };
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return { problem: new PayPalProblem('unknown', 'NO_ANSWER', `PayPal gave no answer: ${why}`, 0), retryAfterMs: 0 };
  }
}

/** As fetch gives it, but never more than is sensible. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > LARGEST_ANSWER) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string, status: number): Outcome {
  try {
    return { answer: JSON.parse(text) };
  } catch {
    const problem = new PayPalProblem('unknown', 'ANSWER_UNREADABLE', `PayPal answered ${status} with something that is not JSON`, status);
    return { problem, retryAfterMs: 0 };
  }
}

/** Errors of the API: `{ name, message, debug_id, details: [{ issue, description }] }`; of the sign-in: `{ error, error_description }`. */
function problemOf(status: number, text: string): PayPalProblem {
  let said: ReturnType<typeof asRecord>;
  try {
    said = asRecord(JSON.parse(text));
  } catch {
    said = undefined;
  }
  const [detail] = recordsIn(said?.details);
  const issue = textIn(detail, 'issue', 80) || textIn(said, 'name', 80) || textIn(said, 'error', 80) || `HTTP_${status}`;
  const words = textIn(detail, 'description') || textIn(said, 'message') || textIn(said, 'error_description') || 'without words';
  const debugId = textIn(said, 'debug_id', 60);
  const message = `PayPal answered ${status} ${issue}: ${words}${debugId === '' ? '' : ` (debug id ${debugId})`}`;
  const isKnown = status >= 400 && status < 500 && !OPEN_STATUSES.has(status) && said !== undefined;
  if (status === 401 || (status === 403 && said === undefined)) return new PayPalProblem('keys', issue, message, status);
  return new PayPalProblem(isKnown ? 'refused' : 'unknown', issue, message, status);
}
