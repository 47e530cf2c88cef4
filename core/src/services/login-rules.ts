import { invalid, type LoginRules, type SessionPolicy } from '@tapline/sdk';
import { circuitText, normaliseMacAddress } from '../radius/codec/index.js';
import { MOST_DEVICES } from './login-rules-schema.js';

/** Every way of writing an address becomes the one that is stored and compared; doubles are dropped. */
export function normaliseMacAddresses(texts: readonly string[]): readonly string[] {
  const found = texts.map((text) => {
    const address = normaliseMacAddress(text.trim());
    if (address === undefined) {
      throw invalid('SERVICE_MAC_INVALID', `"${text}" is no MAC address; write it like 00:0C:42:1F:2A:3B`, 'macAddresses');
    }
    return address;
  });
  const distinct = [...new Set(found)].sort();
  if (distinct.length > MOST_DEVICES) {
    throw invalid('SERVICE_MAC_INVALID', `a service has up to ${MOST_DEVICES} devices and was given ${distinct.length}`, 'macAddresses');
  }
  return distinct;
}

/** Circuits as the codec reads them out of packets. */
export function normaliseLoginRules(rules: LoginRules): LoginRules {
  return { ...rules, circuitId: rules.circuitId && circuitText(rules.circuitId), remoteId: rules.remoteId && circuitText(rules.remoteId) };
}

/** Unique among services; null for one that is not told by its circuit. */
export function circuitKeyOf({ circuitId, remoteId }: Pick<LoginRules, 'circuitId' | 'remoteId'>): string | null {
  return circuitId === null && remoteId === null ? null : JSON.stringify([circuitId, remoteId]);
}

/** Whether somebody can be let in without a password. */
export function mayLackPassword({ accessType }: LoginRules): boolean {
  return accessType === 'dhcp' || accessType === 'hotspot';
}

/** The rules with what the plan says where the service says nothing. */
export function resolveSessionRules(
  rules: LoginRules,
  plan: { readonly sessionLimit: number; readonly sessionPolicy: SessionPolicy },
): LoginRules & { readonly sessionLimit: number; readonly sessionPolicy: SessionPolicy } {
  return { ...rules, sessionLimit: rules.sessionLimit ?? plan.sessionLimit, sessionPolicy: rules.sessionPolicy ?? plan.sessionPolicy };
}
