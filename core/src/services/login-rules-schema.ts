import type { JsonSchema } from '@tapline/sdk';

export const MOST_DEVICES = 50;
/** Two of them and their separators fit a key of both databases. */
const LONGEST_CIRCUIT = 120;
const LONGEST_PATTERN = 120;
const MOST_SESSIONS = 100;

const textOrNull = (title: string, maxLength: number) => ({ type: ['string', 'null'], title, minLength: 1, maxLength });

export const LOGIN_RULES_SCHEMA = {
  type: 'object',
  title: 'How it may log in',
  properties: {
    accessType: { type: 'string', title: 'Access', enum: ['any', 'pppoe', 'dhcp', 'hotspot'] },
    isMacBound: { type: 'boolean', title: 'Only these devices' },
    learnedMacLimit: { type: 'integer', title: 'Remember the first devices', minimum: 0, maximum: MOST_DEVICES },
    circuitId: textOrNull('Circuit id', LONGEST_CIRCUIT),
    remoteId: textOrNull('Remote id', LONGEST_CIRCUIT),
    calledStation: textOrNull('Service or server name', LONGEST_PATTERN),
    nasPort: textOrNull('Interface', LONGEST_PATTERN),
    sessionLimit: { type: ['integer', 'null'], title: 'Online at once', minimum: 0, maximum: MOST_SESSIONS },
    sessionPolicy: { enum: ['end-older', 'refuse', null], title: 'One more login' },
  },
  additionalProperties: false,
} as unknown as JsonSchema;

/** The same of a plan, which has no say in the rest. */
export const PLAN_SESSION_PROPERTIES = {
  sessionLimit: {
    type: 'integer',
    title: 'Devices online at once',
    description: '0: any number. A service may have its own.',
    minimum: 0,
    maximum: MOST_SESSIONS,
  },
  sessionPolicy: {
    type: 'string',
    title: 'When one more logs in',
    enum: ['end-older', 'refuse'],
    'x-enum-titles': ['The longest session is ended', 'It is refused'],
  },
} as const satisfies Record<string, JsonSchema>;
