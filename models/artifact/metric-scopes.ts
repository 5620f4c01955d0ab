import { groupBy } from '../group-by';
import type { Metric } from './card';

/** A part of the data, and what was measured of it. */
export interface MetricScope {
  readonly scope: string;
  readonly names: readonly string[];
}

/** The columns of a table of figures, in the order in which they are first named. */
export const metricScopes = (metrics: readonly Pick<Metric, 'scope' | 'name'>[]): MetricScope[] =>
  [...groupBy(metrics, ({ scope }) => scope)].map(([scope, ofScope]) => ({ scope, names: [...new Set(ofScope.map(({ name }) => name))] }));
