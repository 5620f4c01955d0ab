import * as tf from '@tensorflow/tfjs-core';
import { toInput, toSourceUnclipped } from '../../../models/frames/frame-placement';
import { areaOf, clip, cornersOf, type Box } from '../../../models/geometry/box';
import type { Scope } from '../../../models/layers/scope';
import type { MaskBranch } from '../../../models/networks/instances/mask-branch';
import { picturesOf } from '../../../models/networks/instances/pictures-of';
import type { Random } from '../../../models/tensor/random';
import type { AugmentOptions } from '../../data/augment/augment';
import type { Placement } from '../../data/augment/placement';
import type { InputColours } from '../../data/augment/render-placed';
import { inOrder } from '../../data/batches/in-order';
import { placeSample, type RenderedSample, type SampleRequest } from '../../data/batches/sample';
import { sampleRequest } from '../../data/batches/sample-request';
import { defaultWorkerCount, WorkerPool } from '../../data/batches/worker-pool';
import { PictureError } from '../../data/pictures/picture-error';
import type { Problems } from '../../data/problems';
import type { MaskedObject, MaskedPicture } from './mask-objects';
import type { RegionExample, RegionFile } from './region-file';
import { maskTarget } from './targets/mask-target';

export interface CutRegionsOptions extends InputColours {
  readonly pictures: readonly MaskedPicture[];
  /** Side of the square input in pixels. */
  readonly size: number;
  /** How often every picture is shown, each time changed in another way. */
  readonly views: number;
  /** Boxes drawn around each object of a view. */
  readonly boxes: number;
  /** How far their sides are off, as a detector's are: the deviation, in widths and heights. */
  readonly jitter: number;
  /** False letterboxes, as while predicting. */
  readonly augment: AugmentOptions | false;
  readonly random: Random;
  readonly problems: Problems;
  /** Hears how many views of pictures are done, and of how many. */
  readonly onPicture: (done: number, of: number) => void;
}

/** A side is never off by more, in deviations. */
const MOST_DEVIATIONS = 2.5;
/** Of a side in the input, less of which is not worth a mask. */
const LEAST_PIXELS = 4;
/** Pictures from one note of how far it has come to the next. */
const NOTE_EVERY = 50;

/** Rows of the file that all views take. */
export const regionRows = ({ pictures, views, boxes }: Pick<CutRegionsOptions, 'pictures' | 'views' | 'boxes'>): number => views * boxes * objectCount(pictures);

/**
 * Shows every picture to a frozen network, in several views, and writes what it sees at the objects' boxes, with their masks, so that
 * training the head costs nothing but the head. Goes on where it was interrupted; the same examples whenever it is done.
 */
export async function cutRegions(branch: MaskBranch, scope: Scope, file: RegionFile, options: CutRegionsOptions): Promise<void> {
  const { pictures, views, boxes, random, problems } = options;
  const total = views * pictures.length;
  const rowsOfView = boxes * objectCount(pictures);
  const firstRows = [0];
  for (const { objects } of pictures) firstRows.push((firstRows.at(-1) ?? 0) + boxes * objects.length);
  const pool = new WorkerPool(defaultWorkerCount(), problems);
  const open = async (place: number) => {
    const picture = pictures[place % pictures.length];
    if (picture === undefined) throw new RangeError(`There is no picture ${place}.`);
    const own = random.fork(Math.floor(place / pictures.length)).fork(place % pictures.length);
    const request = sampleRequest(picture.record, { ...options, categoryCount: 0, augment: options.augment && { options: options.augment, seed: `${own.fork('view').seed}` } });
    return { place, picture, own, request, sample: await unlessUnusable(pool.run(request), problems) };
  };
  const first = Math.min(file.done, total);
  const tasks = Array.from({ length: total - first }, (_, i) => () => open(first + i));
  try {
    for await (const { place, picture, own, request, sample } of inOrder(tasks, 4)) {
      const examples = sample && await examplesOf(branch, scope, picture.objects, request, sample, own, options);
      let row = Math.floor(place / pictures.length) * rowsOfView + (firstRows[place % pictures.length] ?? 0);
      for (let i = 0; i < boxes * picture.objects.length; i++) await file.write(row++, examples?.[i]);
      if ((place + 1) % NOTE_EVERY === 0 || place + 1 === total) await file.markDone(place + 1);
      options.onPicture(place + 1, total);
    }
  } finally {
    await pool.close();
  }
}

const objectCount = (pictures: readonly MaskedPicture[]): number => pictures.reduce((sum, { objects }) => sum + objects.length, 0);

async function unlessUnusable(rendered: Promise<RenderedSample>, problems: Problems): Promise<RenderedSample | undefined> {
  try {
    return await rendered;
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    problems.add(error.kind, error.message);
    return undefined;
  }
}

/** @returns `boxes` for each object, undefined where too little of it is in view */
async function examplesOf(
  branch: MaskBranch, scope: Scope, objects: readonly MaskedObject[], request: SampleRequest, { image }: RenderedSample, random: Random, { boxes, jitter, augment }: CutRegionsOptions,
): Promise<(RegionExample | undefined)[]> {
  const { placement } = placeSample(request);
  const minimumVisible = augment === false ? 0 : augment.minimumVisible;
  const drawn = objects.flatMap((object, index) => Array.from({ length: boxes }, (_, i) => {
    const seen = visibleBox(placement, object.box, minimumVisible);
    return seen && { object, box: jittered(seen, jitter, random.fork(`${index}/${i}`)) };
  }));
  const there = drawn.flatMap((one) => one ?? []);
  if (there.length === 0) return drawn.map(() => undefined);
  const read = tf.tidy(() => {
    const pictures = tf.tensor4d(image, [1, request.size, request.size, 3]);
    return branch.regions(pictures, tf.tensor2d(cornersOf(there.map(({ box }) => box)), [there.length, 4]), picturesOf(1, there.length), scope);
  });
  const regions = await Promise.all(read.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(read);
  let at = 0;
  return drawn.map((one) => {
    if (one === undefined) return undefined;
    const [own, count] = [at++, there.length];
    const { object, box } = one;
    return {
      regions: regions.map((values) => values.subarray(own * values.length / count, (own + 1) * values.length / count)),
      target: maskTarget(object.mask(), sourceBox(placement, box), branch.side, placement.flip),
      category: object.category,
    };
  });
}

/** What of an object's box is in the input, in its pixels; undefined where that is too little. */
function visibleBox(placement: Placement, box: Box, minimumVisible: number): Box | undefined {
  const whole = mirrored(placement, toInput(placement, box));
  const seen = clip(whole, placement.target);
  return areaOf(seen) < minimumVisible * areaOf(whole) || seen.width < LEAST_PIXELS || seen.height < LEAST_PIXELS ? undefined : seen;
}

/** A box of the input in the picture's pixels. */
const sourceBox = (placement: Placement, box: Box): Box => toSourceUnclipped(placement, mirrored(placement, box));

const mirrored = ({ flip, target }: Placement, box: Box): Box => (flip ? { ...box, x: target.width - box.x - box.width } : box);

/** Every side moved by itself. */
function jittered({ x, y, width, height }: Box, deviation: number, random: Random): Box {
  const off = () => deviation * Math.min(MOST_DEVIATIONS, Math.max(-MOST_DEVIATIONS, random.normal()));
  const [left, top, right, bottom] = [x + off() * width, y + off() * height, x + width + off() * width, y + height + off() * height];
  return { x: left, y: top, width: right - left, height: bottom - top };
}
