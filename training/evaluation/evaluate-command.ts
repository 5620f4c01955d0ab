import { basename, dirname, resolve } from 'node:path';
import type { Card } from '../../models/artifact/card';
import { inputSizes } from '../../models/artifact/input-size';

/** The command that measures a model on data, in the folder that holds the data sets. @param card at the size to measure */
export function evaluateCommand({ name, input }: Pick<Card, 'name' | 'input'>, source: { readonly data: string; readonly images?: string } | { readonly annotations: string; readonly images: string }): string {
  const size = inputSizes({ input }).length > 1 ? ` --size ${input.width}` : '';
  const on = 'data' in source ? `--data ${inDataFolder(source.data)}` : `--annotations ${inDataFolder(source.annotations)}`;
  return `npm run evaluate -- --model ${name}${size} ${on}${source.images === undefined ? '' : ` --images ${inDataFolder(source.images)}`}`;
}

/** A path without what is above the folder of the data sets: the set and what is in it. */
export const inDataFolder = (path: string): string => `${basename(dirname(resolve(path)))}/${basename(path)}`;

/** Far finer than one run differs from the next. */
export const rounded = (value: number, digits = 6): number => Number(value.toFixed(digits));
