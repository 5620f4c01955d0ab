import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type { Scope } from '../../../models/layers/scope';
import type { MaskBranch } from '../../../models/networks/instances/mask-branch';
import { picturesOf } from '../../../models/networks/instances/pictures-of';
import { Random } from '../../../models/tensor/random';
import { cutRegions, regionRows, type CutRegionsOptions } from './cut-regions';
import type { RegionShape } from './mask-step';
import { RegionFile } from './region-file';

export interface FrozenRegionsOptions extends Omit<CutRegionsOptions, 'random' | 'onPicture'> {
  readonly branch: MaskBranch;
  readonly scope: Scope;
  /** SHA-256 of the frozen weights. */
  readonly weights: string;
  /** Where they are kept: what is there of the same pictures and weights is used. */
  readonly folder: string;
  readonly report: (line: string) => void;
}

export interface FrozenRegions {
  readonly file: RegionFile;
  /** Those of the file that hold an example. */
  readonly rows: readonly number[];
  readonly shapes: readonly RegionShape[];
}

/** Pictures from one line to the next. */
const TELL_EVERY = 500;

/** What a frozen network sees at the objects, made where it is not there yet: the same for every run over the same pictures. */
export async function frozenRegions({ branch, scope, weights, folder, report, ...options }: FrozenRegionsOptions): Promise<FrozenRegions> {
  const { pictures, size, boxes, jitter, augment, mean, std, views } = options;
  const shapes = regionShapes(branch, scope, size);
  const shown = pictures.map(({ record, objects }) => [record.id, record.width, record.height, objects.map(({ box, category }) => [box, category])]);
  const key = createHash('sha256').update(JSON.stringify({ weights, shapes, size, boxes, jitter, augment, mean, std, shown })).digest('hex');
  const file = await RegionFile.open(folder, { lengths: shapes.map(([height, width, channels]) => height * width * channels), side: branch.side, key });
  if (file.done < views * pictures.length) report(`Looking at ${pictures.length} pictures, ${views} ${views === 1 ? 'time' : 'times'}${file.done > 0 ? `, from ${file.done} on` : ''}.`);
  await cutRegions(branch, scope, file, {
    ...options,
    random: new Random('masks'),
    onPicture: (done, of) => {
      if (done % TELL_EVERY === 0) report(`${done} of ${of} looked at.`);
    },
  });
  const filled = await file.filled(regionRows(options));
  return { file, shapes, rows: filled.flatMap((there, row) => (there ? [row] : [])) };
}

/** The shapes of a box's regions, from one look at nothing. */
function regionShapes(branch: MaskBranch, scope: Scope, size: number): RegionShape[] {
  const regions = tf.tidy(() => branch.regions(tf.zeros([1, size, size, 3]), tf.tensor2d([0, 0, size, size], [1, 4]), picturesOf(1, 1), scope));
  tf.dispose(regions);
  return regions.map(({ shape: [, height, width, channels] }): RegionShape => [height, width, channels]);
}
