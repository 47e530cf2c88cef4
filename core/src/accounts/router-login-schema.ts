import type { JsonSchema } from '@tapline/sdk';

export const ROUTER_GROUPS = ['read', 'write', 'full'] as const;
/** What somebody may do at a router: a user group of RouterOS. */
export type RouterGroup = (typeof ROUTER_GROUPS)[number];

export interface NewRouterLogin {
  readonly group: RouterGroup;
  /** Left out of a change, it stays as it is. */
  readonly password?: string;
}

export const ROUTER_LOGIN_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    group: {
      type: 'string',
      title: 'May at routers',
      enum: ROUTER_GROUPS,
      'x-enum-titles': ['Read', 'Read and write', 'Everything'],
    },
    password: {
      type: 'string',
      title: 'Password at routers',
      description: 'Another one than here: routers and RADIUS have to know it as it is.',
      minLength: 10,
      maxLength: 128,
      'x-widget': 'secret',
    },
  },
  required: ['group'],
  additionalProperties: false,
};
