/** Leases of a network that are held since their router sends no accounting, which alone would tell that their sessions are over. */
export interface HeldForSilence {
  readonly networkId: string;
  readonly routerName: string;
  readonly count: number;
}

/** For the operator, behind what is short; empty when none are held. */
export function whyHeld(held: readonly HeldForSilence[]): string {
  const [first, ...others] = held;
  if (!first) return '';
  const further = others.map(({ routerName, count }) => `, ${count} of "${routerName}"`).join('');
  const send = others.length > 0 ? 'send' : 'sends';
  return `; ${first.count} are held for sessions of "${first.routerName}"${further}, which ${send} no accounting: nothing tells when they end`;
}
