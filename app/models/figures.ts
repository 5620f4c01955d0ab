import { megabytes } from '../ui/bytes';
import type { CardInput, Metric } from '../../models/artifact/card';
import { metricScopes, type MetricScope } from '../../models/artifact/metric-scopes';
import { groupBy } from '../../models/group-by';

const exactly = new Intl.NumberFormat('en');

export const millions = (count: number): string => `${(count / 1e6).toFixed(2)} M`;
export const billions = (count: number): string => `${(count / 1e9).toFixed(2)} G`;
export const exact = (count: number): string => exactly.format(count);
export const size = (bytes: number): string => (bytes < 1e9 ? `${megabytes(bytes)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);

/** The input in pixels, or the range of its squares where the same weights serve several. */
export const inputSize = ({ width, height, sizes }: Pick<CardInput, 'width' | 'height' | 'sizes'>): string =>
  sizes === undefined ? `${width} × ${height}` : `${Math.min(...sizes)} to ${Math.max(...sizes)}`;

/** Minutes below two hours, hours above. */
export const duration = (hours: number): string => (hours < 2 ? `${Math.round(hours * 60)} minutes` : `${hours.toFixed(1)} hours`);

/** What was measured on one data set: a row for each command, which is of one size, a column for each figure of each part of the data. */
export interface MetricTable {
  readonly dataset: string;
  readonly scopes: readonly MetricScope[];
  readonly rows: readonly {
    /** Side of the square input; undefined where the model has one size only. */
    readonly size: number | undefined;
    readonly command: string;
    /** A figure for each name of each scope; undefined where it was not taken. */
    readonly values: readonly (number | undefined)[];
  }[];
}

/** Arranges a card's figures as tables, everything in the order in which the card first names it. */
export function metricTables(metrics: readonly Metric[]): MetricTable[] {
  return [...groupBy(metrics, ({ dataset }) => dataset)].map(([dataset, ofOne]) => {
    const scopes = metricScopes(ofOne);
    const rows = [...groupBy(ofOne, ({ size, command }) => JSON.stringify([size, command])).values()].map((ofRow) => ({
      size: ofRow[0]?.size,
      command: ofRow[0]?.command ?? '',
      values: scopes.flatMap(({ scope, names }) => names.map((name) => ofRow.find((metric) => metric.scope === scope && metric.name === name)?.value)),
    }));
    return { dataset, scopes, rows };
  });
}
