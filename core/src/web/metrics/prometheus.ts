// The one import of prom-client.
import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import type { Series } from './series.js';

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** Renders series, and what this process tells of itself, as Prometheus reads them. */
export class Prometheus {
  readonly #process = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.#process, prefix: 'tapline_app_' });
  }

  async render(series: readonly Series[]): Promise<string> {
    const registry = new Registry();
    for (const each of series) registry.registerMetric(toMetric(each));
    return `${await this.#process.metrics()}\n${await registry.metrics()}`;
  }
}

/** What a registry asks of a metric; its own kinds count by themselves, and these were counted elsewhere. */
function toMetric({ name, help, type, samples }: Series): Metric {
  const values = samples.map(({ suffix = '', labels, value }) => ({ metricName: name + suffix, labels, value }));
  return { name, get: () => Promise.resolve({ name, help, type, values, aggregator: 'sum' }) } as unknown as Metric;
}
