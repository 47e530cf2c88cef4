import { DEFAULT_LOGIN_RULES, type LoginRules, type SessionPolicy } from '@tapline/sdk';
import { resolveSessionRules } from '../services/login-rules.js';

/** A service's login rules with its plan's where it has none of its own. */
export type LineLoginRules = ReturnType<typeof resolveSessionRules>;

/** What lines have whose row was written before there were rules. */
const BEFORE_RULES: LineLoginRules = Object.freeze({ ...DEFAULT_LOGIN_RULES, sessionLimit: 1, sessionPolicy: 'end-older' as const });

const MOST_KEPT = 1_000;
const kept = new Map<string, LineLoginRules>();

/** As it is read over and over for a hundred thousand lines, few of which differ, the same text gives the same object. */
export function readLineLoginRules(column: string | number | null | undefined): LineLoginRules {
  if (column === null || column === undefined) return BEFORE_RULES;
  const text = String(column);
  const known = kept.get(text);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const rules = Object.freeze({ ...BEFORE_RULES, ...(JSON.parse(text) as Partial<LineLoginRules>) });
  kept.set(text, rules);
  return rules;
}

export const writeLineLoginRules = (rules: LineLoginRules): string => JSON.stringify(rules);

/** From a row of a service joined with its plan. */
export function resolveLoginRules(row: Readonly<Record<string, string | null>>): LineLoginRules {
  const own = { ...DEFAULT_LOGIN_RULES, ...(JSON.parse(row.login_rules ?? '{}') as Partial<LoginRules>) };
  return resolveSessionRules(own, { sessionLimit: Number(row.session_limit), sessionPolicy: row.session_policy as SessionPolicy });
}
