import type { Admin, ApiToken } from '../../../accounts/account-service.js';
import type { PortalLogin } from '../../../accounts/portal/portal-login-service.js';
import { ROUTER_GROUPS } from '../../../accounts/router-login-schema.js';
import { array, flag, instant, nullable, object, oneOf, text } from '../api-schema.js';
import { presentInstant } from './present.js';

export const ACCOUNT_SCHEMAS = {
  Token: object({ id: text, name: text, permissions: array(text), createdAt: instant, revokedAt: nullable(instant) }),
  NewTokenAnswer: object({ id: text, token: { ...text, description: 'Shown this once.' } }),
  Admin: object({ id: text, login: text, name: text, permissions: array(text), mustChangePassword: flag, createdAt: instant }),
  PortalLogin: object({ customerId: text, login: text, hasPassword: flag, createdAt: instant }),
  RouterLogin: object({ adminId: text, group: oneOf(...ROUTER_GROUPS) }),
};

export function presentToken({ createdAtMs, revokedAtMs, ...token }: ApiToken) {
  return { ...token, createdAt: presentInstant(createdAtMs), revokedAt: presentInstant(revokedAtMs) };
}

export function presentAdmin({ createdAtMs, ...admin }: Admin) {
  return { ...admin, createdAt: presentInstant(createdAtMs) };
}

export function presentPortalLogin({ createdAtMs, ...login }: PortalLogin) {
  return { ...login, createdAt: presentInstant(createdAtMs) };
}
