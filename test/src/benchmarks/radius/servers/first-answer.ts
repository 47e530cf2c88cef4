import { createSocket } from 'node:dgram';
import { findDigestFault } from '../load/answer-check.js';
import { accessRequest } from '../load/login-requests.js';

export const CODE = { accept: 2, reject: 3 } as const;

const ASK_EVERY_MS = 20;
const RECOVERY_ASK_MS = 5_000;
const RECOVERY_LIMIT_MS = 60_000;
let asked = 0;

export interface Question {
  readonly port: number;
  readonly secret: string;
  readonly user: number;
}

/** Logs in once; resolves with the code of the genuine answer, or `undefined` when none came in time. */
export function login({ port, secret, user }: Question, patienceMs: number): Promise<number | undefined> {
  const request = accessRequest({ kind: 'pap', secret, user, identifier: asked++ & 255 });
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    const give = (code: number | undefined): void => {
      clearTimeout(timer);
      socket.close();
      resolve(code);
    };
    const timer = setTimeout(() => give(undefined), patienceMs);
    socket.on('error', () => undefined);
    socket.on('message', (answer) => {
      if (findDigestFault(answer, request, secret) === undefined) give(answer[0]);
    });
    socket.send(request, port, '127.0.0.1');
  });
}

/** Asks until the answer has a code; resolves with how long that took. */
export async function untilAnswer(question: Question, code: number, limitMs: number, mayGoOn: () => boolean = () => true): Promise<number> {
  const beganMs = performance.now();
  while (performance.now() - beganMs < limitMs && mayGoOn()) {
    if ((await login(question, ASK_EVERY_MS)) === code) return performance.now() - beganMs;
  }
  throw new Error(`no answer with code ${code} from port ${question.port} within ${limitMs} ms`);
}

/** After an overload: resolves when the server has worked off what it was left with and answers a login again. */
export async function untilRecovered(question: Question): Promise<void> {
  const giveUpMs = performance.now() + RECOVERY_LIMIT_MS;
  while (performance.now() < giveUpMs && (await login(question, RECOVERY_ASK_MS)) === undefined);
}
