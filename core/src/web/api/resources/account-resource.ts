import type { Admin, ApiToken } from '../../../accounts/account-service.js';
import { array, flag, instant, nullable, object, text } from '../api-schema.js';
import { presentInstant } from './present.js';

export const ACCOUNT_SCHEMAS = {
  Token: object({ id: text, name: text, permissions: array(text), createdAt: instant, revokedAt: nullable(instant) }),
  NewTokenAnswer: object({ id: text, token: { ...text, description: 'Shown this once.' } }),
  Admin: object({ id: text, login: text, name: text, permissions: array(text), mustChangePassword: flag, createdAt: instant }),
};

export function presentToken({ createdAtMs, revokedAtMs, ...token }: ApiToken) {
  return { ...token, createdAt: presentInstant(createdAtMs), revokedAt: presentInstant(revokedAtMs) };
}

export function presentAdmin({ createdAtMs, ...admin }: Admin) {
  return { ...admin, createdAt: presentInstant(createdAtMs) };
}
