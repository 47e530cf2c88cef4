/** `info` is neither good nor bad. */
export type StepVerdict = 'ok' | 'info' | 'warning' | 'fault';

/** One thing that was looked at, in words for an operator. */
export interface TestStep {
  readonly title: string;
  readonly verdict: StepVerdict;
  readonly found: string;
  /** What to do; empty when there is nothing to. */
  readonly cure: string;
  readonly details: readonly string[];
}

export interface LoginTest {
  readonly login: string;
  /** The worst of the steps. */
  readonly verdict: StepVerdict;
  readonly steps: readonly TestStep[];
}

const ORDER: readonly StepVerdict[] = ['ok', 'info', 'warning', 'fault'];

export function worstVerdict(steps: readonly TestStep[]): StepVerdict {
  const worst = Math.max(0, ...steps.map(({ verdict }) => ORDER.indexOf(verdict)));
  const verdict = ORDER[worst] as StepVerdict;
  return verdict === 'info' ? 'ok' : verdict;
}

export function step(
  title: string,
  verdict: StepVerdict,
  found: string,
  more: { cure?: string; details?: readonly string[] } = {},
): TestStep {
  return { title, verdict, found, cure: more.cure ?? '', details: more.details ?? [] };
}

/** `12 s ago`; an instant to come is now. */
export function ago(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} days ago`;
}
