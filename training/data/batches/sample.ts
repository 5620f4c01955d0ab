import type { CocoImageId } from '../../../models/artifact/coco';
import type { Box } from '../../../models/geometry/box';
import { letterbox } from '../../../models/frames/frame-placement';
import type { Orientation } from '../../../models/node/pictures/open-picture';
import { Random } from '../../../models/tensor/random';
import { type AugmentOptions, drawAugmentation } from '../augment/augment';
import type { ColourMap } from '../augment/colour-map';
import { type Placement, placeBox, placePicture } from '../augment/placement';
import { type InputColours, renderPlaced } from '../augment/render-placed';

/** Everything a sample depends on, so that it is the same in whatever thread and order it is made. Passes between threads. */
export interface SampleRequest extends InputColours {
  readonly imageId: CocoImageId;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly orientation?: Orientation | undefined;
  readonly annotations: readonly { readonly box: Box; readonly category: number; readonly ignore: boolean }[];
  readonly unlabelled: readonly number[];
  /** The part of the picture that is shown, source pixels; by default all of it. */
  readonly region?: Box | undefined;
  readonly categoryCount: number;
  /** Side of the network's square input. */
  readonly size: number;
  /** Without it the picture is letterboxed. */
  readonly augment?: { readonly options: AugmentOptions; readonly seed: string } | undefined;
}

/** What a detector learns from in one picture. Boxes are in input pixels. */
export interface DetectionSample {
  readonly imageId: CocoImageId;
  /** [n, 4] y1 x1 y2 x2 */
  readonly boxes: Float32Array<ArrayBuffer>;
  /** [n] category index */
  readonly labels: Int32Array<ArrayBuffer>;
  /** [m, 4] Regions where an object of the category is neither found nor missed. */
  readonly ignoreBoxes: Float32Array<ArrayBuffer>;
  /** [m] category index */
  readonly ignoreLabels: Int32Array<ArrayBuffer>;
  /** [categories] 1 where nobody knows whether the picture holds the category. */
  readonly unlabelled: Uint8Array<ArrayBuffer>;
}

export interface RenderedSample extends DetectionSample {
  /** [size, size, 3] RGB, (pixel - mean) / std. */
  readonly image: Float32Array<ArrayBuffer>;
}

/** What is smaller than this in the input has no features of its own: neither asked for nor forbidden. */
const minimumSidePixels = 1;

/** Decodes, augments and normalises one picture. @throws PictureError when the file cannot be used */
export async function makeSample(request: SampleRequest): Promise<RenderedSample> {
  const { placement, colour } = placeSample(request);
  const image = await renderPlaced(request.file, placement, request, { colour, orientation: request.orientation });
  return { image, ...placeAnnotations(request, placement, request.augment?.options.minimumVisible ?? 0) };
}

/** Where a sample's picture goes, and how its colours change. */
export function placeSample({ size, width, height, region = { x: 0, y: 0, width, height }, augment }: SampleRequest): { readonly placement: Placement; readonly colour: ColourMap | undefined } {
  const target = { width: size, height: size };
  const drawn = augment && drawAugmentation(new Random(augment.seed), region, target, augment.options);
  return { placement: placePicture(drawn?.placement ?? { ...letterbox(region, target), flip: false }, region, { width, height }), colour: drawn?.colour };
}

/**
 * The annotations where their pixels went. An object that is mostly cut off, or was to be ignored from the start, is
 * ignored: it is too little to be found, and yet no background. One that is wholly out of view is gone.
 */
export function placeAnnotations(
  { imageId, annotations, unlabelled, categoryCount }: Pick<SampleRequest, 'imageId' | 'annotations' | 'unlabelled' | 'categoryCount'>,
  placement: Placement,
  minimumVisible: number,
): DetectionSample {
  const found: number[] = [];
  const labels: number[] = [];
  const ignored: number[] = [];
  const ignoreLabels: number[] = [];
  for (const { box, category, ignore } of annotations) {
    const { box: placed, visible } = placeBox(placement, box);
    if (visible === 0) continue;
    const tooLittle = visible < minimumVisible || placed.width < minimumSidePixels || placed.height < minimumSidePixels;
    const [boxes, categories] = ignore || tooLittle ? [ignored, ignoreLabels] : [found, labels];
    boxes.push(placed.y, placed.x, placed.y + placed.height, placed.x + placed.width);
    categories.push(category);
  }
  const unknown = new Uint8Array(categoryCount);
  for (const index of unlabelled) unknown[index] = 1;
  return {
    imageId,
    boxes: Float32Array.from(found),
    labels: Int32Array.from(labels),
    ignoreBoxes: Float32Array.from(ignored),
    ignoreLabels: Int32Array.from(ignoreLabels),
    unlabelled: unknown,
  };
}
