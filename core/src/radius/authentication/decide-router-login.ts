import type { RouterGroup } from '../../accounts/router-login-schema.js';
import { ATTRIBUTE, AttributeWriter, MIKROTIK_ATTRIBUTE, SERVICE_TYPE } from '../codec/index.js';
import type { LoginAttempt } from './login-attempt.js';
import type { RouterLogin } from './router-logins.js';

export type RouterLoginDecision =
  | { readonly verdict: 'accept'; readonly admin: RouterLogin; readonly reason: string }
  | { readonly verdict: 'reject'; readonly cause: 'unknown-user' | 'wrong-password'; readonly reason: string };

/** Whether an admin may log in to the router that asks. */
export function decideRouterLogin(admin: RouterLogin | undefined, attempt: LoginAttempt): RouterLoginDecision {
  if (!admin) return { verdict: 'reject', cause: 'unknown-user', reason: 'router login: no admin with this login may log in to routers' };
  if (!attempt.isPassword(admin.credentials)) return { verdict: 'reject', cause: 'wrong-password', reason: 'router login: wrong password' };
  return { verdict: 'accept', admin, reason: `router login of ${admin.name}, group ${admin.group}` };
}

const ANSWERS = new Map<RouterGroup, Buffer>();

/** The group of RouterOS, and for other routers what RFC 2865 s5.6 has for it. */
export function routerLoginAttributes(group: RouterGroup): Buffer {
  const known = ANSWERS.get(group);
  if (known) return known;
  const attributes = new AttributeWriter()
    .integer(ATTRIBUTE['Service-Type'], group === 'full' ? SERVICE_TYPE.Administrative : SERVICE_TYPE['NAS-Prompt'])
    .text(MIKROTIK_ATTRIBUTE['Mikrotik-Group'], group)
    .build();
  ANSWERS.set(group, attributes);
  return attributes;
}
