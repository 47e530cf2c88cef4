import { invalid, type JsonSchema, type Shaping } from '@tapline/sdk';

const LOWEST_RATE = 1_000;
const HIGHEST_RATE = 1_000_000_000_000;
const LONGEST_BURST_SECONDS = 3_600;

const rate = (title: string) => ({ type: 'integer', title, minimum: LOWEST_RATE, maximum: HIGHEST_RATE }) as const;

export const SHAPING_SCHEMA = {
  type: 'object',
  title: 'Burst, priority and minimum',
  properties: {
    burst: {
      type: 'object',
      properties: {
        downloadBitsPerSecond: rate('Burst download, bit/s'),
        uploadBitsPerSecond: rate('Burst upload, bit/s'),
        downloadThresholdBitsPerSecond: rate('Burst while the average download is below, bit/s'),
        uploadThresholdBitsPerSecond: rate('Burst while the average upload is below, bit/s'),
        seconds: { type: 'integer', title: 'Average over, s', minimum: 1, maximum: LONGEST_BURST_SECONDS },
      },
      required: [
        'downloadBitsPerSecond',
        'uploadBitsPerSecond',
        'downloadThresholdBitsPerSecond',
        'uploadThresholdBitsPerSecond',
        'seconds',
      ],
      additionalProperties: false,
    },
    priority: { type: 'integer', title: 'Priority', description: '1 is served first, 8 last.', minimum: 1, maximum: 8 },
    minimum: {
      type: 'object',
      properties: { downloadBitsPerSecond: rate('Guaranteed download, bit/s'), uploadBitsPerSecond: rate('Guaranteed upload, bit/s') },
      required: ['downloadBitsPerSecond', 'uploadBitsPerSecond'],
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as unknown as JsonSchema;

interface Speeds {
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
  readonly shaping: Shaping;
}

/** Checks what RouterOS would refuse: minimum ≤ threshold, minimum ≤ rate, threshold < burst, rate < burst. Throws `PLAN_SHAPING_INVALID`. */
export function checkShaping({ shaping, ...speeds }: Speeds): void {
  for (const way of ['download', 'upload'] as const) {
    const field = `${way}BitsPerSecond` as const;
    const thresholdField = `${way}ThresholdBitsPerSecond` as const;
    const { burst, minimum } = shaping;
    if (burst && burst[field] <= speeds[field]) refuse(`burst.${field}`, `the burst ${way} must be faster than the plan's ${way}`);
    if (burst && burst[thresholdField] >= burst[field]) {
      refuse(
        `burst.${thresholdField}`,
        `the ${way} below which a burst is given must be slower than the burst; the plan's own ${way} is usual`,
      );
    }
    if (minimum && minimum[field] > speeds[field])
      refuse(`minimum.${field}`, `the guaranteed ${way} must not be faster than the plan's ${way}`);
    if (minimum && burst && minimum[field] > burst[thresholdField]) {
      refuse(`burst.${thresholdField}`, `the ${way} below which a burst is given must not be slower than the guaranteed ${way}`);
    }
  }
}

function refuse(field: string, message: string): never {
  throw invalid('PLAN_SHAPING_INVALID', message, `shaping.${field}`);
}
