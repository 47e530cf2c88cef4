import type { CoaPolicy, MessageAuthenticatorRule, Router, RouterChanges } from '@tapline/sdk';

export interface RouterRow {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly nas_ip_address: string;
  readonly nas_identifier: string;
  readonly secret_sealed: string;
  readonly coa_address: string | null;
  readonly coa_port: number;
  readonly coa_policy: CoaPolicy;
  readonly coa_message_authenticator: number;
  readonly require_message_authenticator: number;
  readonly message_authenticator_seen_at_ms: number | null;
  readonly timeout_ms: number | null;
  readonly certificate_name: string | null;
  readonly is_enabled: number;
  readonly created_at_ms: number;
}

/** In the order of their numbers in the database. */
const RULES: readonly MessageAuthenticatorRule[] = ['no', 'yes', 'auto'];

export function toMessageAuthenticatorRule(stored: number | string): MessageAuthenticatorRule {
  return RULES[Number(stored)] ?? 'yes';
}

export function messageAuthenticatorNumber(rule: MessageAuthenticatorRule): number {
  return RULES.indexOf(rule);
}

export function toRouter(row: RouterRow): Router {
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    nasIpAddress: row.nas_ip_address || null,
    nasIdentifier: row.nas_identifier || null,
    coaAddress: row.coa_address,
    coaPort: Number(row.coa_port),
    coaPolicy: row.coa_policy,
    coaMessageAuthenticator: Number(row.coa_message_authenticator) === 1,
    requireMessageAuthenticator: toMessageAuthenticatorRule(row.require_message_authenticator),
    messageAuthenticatorSeenAtMs: numberOrNull(row.message_authenticator_seen_at_ms),
    timeoutMs: numberOrNull(row.timeout_ms),
    certificateName: row.certificate_name,
    isEnabled: Number(row.is_enabled) === 1,
    createdAtMs: Number(row.created_at_ms),
  };
}

/** The columns of what was given, without the secret's. */
export function routerColumns(fields: Omit<RouterChanges, 'secret'>): Readonly<Record<string, string | number | null>> {
  const columns: Record<string, string | number | null | undefined> = {
    name: fields.name,
    address: fields.address,
    nas_ip_address: fields.nasIpAddress === null ? '' : fields.nasIpAddress,
    nas_identifier: fields.nasIdentifier === null ? '' : fields.nasIdentifier,
    coa_address: fields.coaAddress,
    coa_port: fields.coaPort,
    coa_policy: fields.coaPolicy,
    coa_message_authenticator: fields.coaMessageAuthenticator === undefined ? undefined : Number(fields.coaMessageAuthenticator),
    timeout_ms: fields.timeoutMs,
    certificate_name: fields.certificateName,
    is_enabled: fields.isEnabled === undefined ? undefined : Number(fields.isEnabled),
    require_message_authenticator:
      fields.requireMessageAuthenticator === undefined ? undefined : messageAuthenticatorNumber(fields.requireMessageAuthenticator),
  };
  return Object.fromEntries(Object.entries(columns).filter((entry): entry is [string, string | number | null] => entry[1] !== undefined));
}

function numberOrNull(stored: number | string | null): number | null {
  return stored === null ? null : Number(stored);
}
