import type { Shaping } from '@tapline/sdk';
import { Command } from 'commander';
import type { PlanAnswer } from '../answers.js';
import { apiPath } from '../api-client.js';
import type { CliContext } from '../cli-context.js';
import { findPlan } from '../find.js';
import { integerOption, type SpeedPair, speedPairOption } from '../options.js';
import { formatSpeed } from '../speed.js';

interface ShapeFields {
  readonly burst?: SpeedPair;
  readonly burstBelow?: SpeedPair;
  readonly burstSeconds?: number;
  readonly priority?: number;
  readonly guaranteed?: SpeedPair;
  readonly plain?: boolean;
}

const DEFAULT_BURST_SECONDS = 16;

export function planShapeCommand(context: CliContext): Command {
  return new Command('shape')
    .description('show or change burst, priority and guaranteed speed of a plan; speeds are download/upload')
    .argument('<plan>', 'name or id')
    .option('--burst <speeds>', 'faster at the start: 100M/40M', speedPairOption)
    .option('--burst-below <speeds>', 'while the average is below this: the plan’s own speeds unless given', speedPairOption)
    .option('--burst-seconds <seconds>', `the average over this time: ${DEFAULT_BURST_SECONDS} unless given`, integerOption)
    .option('--priority <number>', '1 is served first, 8 last', integerOption)
    .option('--guaranteed <speeds>', 'what the line gets however full the link is: 5M/2M', speedPairOption)
    .option('--plain', 'without any of this; what else is given is set anew')
    .action(async (wanted: string, fields: ShapeFields) => {
      const plan = await findPlan(context, wanted);
      const changed =
        Object.keys(fields).length === 0
          ? plan
          : await context.client.patch<PlanAnswer>(apiPath`/plans/${plan.id}`, { shaping: shapingOf(plan, fields) });
      await context.show(changed, () => shapeLines(changed));
    });
}

function shapingOf(plan: PlanAnswer, { burst, burstBelow, burstSeconds, priority, guaranteed, plain }: ShapeFields): Shaping {
  const before: Shaping = plain ? {} : plan.shaping;
  const rates = burst ?? pairOf(before.burst);
  const below = burstBelow ?? (burst ? pairOf(plan) : belowOf(before)) ?? pairOf(plan);
  return {
    ...before,
    ...(rates && {
      burst: {
        downloadBitsPerSecond: rates.download,
        uploadBitsPerSecond: rates.upload,
        downloadThresholdBitsPerSecond: below?.download ?? plan.downloadBitsPerSecond,
        uploadThresholdBitsPerSecond: below?.upload ?? plan.uploadBitsPerSecond,
        seconds: burstSeconds ?? before.burst?.seconds ?? DEFAULT_BURST_SECONDS,
      },
    }),
    ...(priority === undefined ? {} : { priority }),
    ...(guaranteed && { minimum: { downloadBitsPerSecond: guaranteed.download, uploadBitsPerSecond: guaranteed.upload } }),
  };
}

function pairOf(
  rates: { readonly downloadBitsPerSecond: number; readonly uploadBitsPerSecond: number } | undefined,
): SpeedPair | undefined {
  return rates && { download: rates.downloadBitsPerSecond, upload: rates.uploadBitsPerSecond };
}

function belowOf({ burst }: Shaping): SpeedPair | undefined {
  return burst && { download: burst.downloadThresholdBitsPerSecond, upload: burst.uploadThresholdBitsPerSecond };
}

function shapeLines({ name, shaping, ...plan }: PlanAnswer): readonly string[] {
  const speeds = (pair: SpeedPair | undefined): string =>
    pair ? `${formatSpeed(pair.download)} down, ${formatSpeed(pair.upload)} up` : '';
  const { burst, priority, minimum } = shaping;
  return [
    `${name}: ${speeds(pairOf(plan))}`,
    ...(burst
      ? [`  burst of ${speeds(pairOf(burst))}, while the average over ${burst.seconds} s is below ${speeds(belowOf(shaping))}`]
      : []),
    ...(priority === undefined ? [] : [`  priority ${priority}`]),
    ...(minimum ? [`  at least ${speeds(pairOf(minimum))}`] : []),
    ...(Object.keys(shaping).length === 0 ? ['  without burst, priority or guaranteed speed'] : []),
  ];
}
