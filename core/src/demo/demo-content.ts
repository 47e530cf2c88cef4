import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NewIpNetwork, NewPlan } from '@tapline/sdk';

/** `config/demo.json`. */
export interface DemoContent {
  readonly plans: readonly (NewPlan & { readonly share: number })[];
  readonly routers: readonly { readonly name: string; readonly address: string }[];
  readonly networks: readonly NewIpNetwork[];
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
  readonly companies: readonly string[];
  readonly streets: readonly string[];
  readonly towns: readonly string[];
}

export function readDemoContent(): DemoContent {
  return JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@tapline/config/demo.json'), 'utf8')) as DemoContent;
}
