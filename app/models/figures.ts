import { megabytes } from '../live/bytes';
import type { CardInput, Metric } from '../../models/artifact/card';
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

/** What one command prints of one data set at one size: a row for each part of the data, a column for each figure. */
export interface MetricTable {
  readonly dataset: string;
  /** Side of the square input; undefined where the model has one size only. */
  readonly size: number | undefined;
  readonly command: string;
  readonly names: readonly string[];
  /** `values` in the order of `names`; undefined where that figure was not taken of this part. */
  readonly rows: readonly { readonly scope: string; readonly values: readonly (number | undefined)[] }[];
}

/** Arranges a card's figures as tables, everything in the order in which the card first names it. */
export function metricTables(metrics: readonly Metric[]): MetricTable[] {
  return [...groupBy(metrics, ({ dataset, size, command }) => JSON.stringify([dataset, size, command])).values()].map((ofOne) => {
    const names = [...new Set(ofOne.map(({ name }) => name))];
    const rows = [...groupBy(ofOne, ({ scope }) => scope)].map(([scope, ofScope]) => ({
      scope,
      values: names.map((name) => ofScope.find((metric) => metric.name === name)?.value),
    }));
    const [first] = ofOne;
    return { dataset: first?.dataset ?? '', size: first?.size, command: first?.command ?? '', names, rows };
  });
}
