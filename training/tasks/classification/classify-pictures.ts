import type { CocoResult } from '../../../models/artifact/coco';
import { toCocoResults } from '../../../models/artifact/coco-results';
import { EngineError } from '../../../models/errors';
import type { Frame } from '../../../models/frames/frame';
import { pixelFrame } from '../../../models/frames/pixel-frame';
import { scale } from '../../../models/geometry/box';
import { pictureFrame } from '../../../models/node/pictures/sharp-frame';
import type { Prediction } from '../../../models/prediction/prediction';
import type { Predictor, PredictorCard } from '../../../models/predictor';
import { inOrder } from '../../data/batches/in-order';
import { cutOut } from '../../data/pictures/cut-out';
import { openAnnotated } from '../../data/pictures/open-picture';
import { PictureError } from '../../data/pictures/picture-error';
import type { Problems } from '../../data/problems';
import { preparedFrame } from '../../evaluation/prepared-frame';
import type { LabelledPicture } from './labelled-pictures';

export interface ClassifyOptions {
  readonly pictures: readonly LabelledPicture[];
  /** How many the predictor was opened for at once. Default: 1. */
  readonly together?: number;
  /** Gathers the pictures that could not be used. */
  readonly problems: Problems;
  readonly onImage?: ((done: number) => void) | undefined;
}

/** A picture's class, and what a model says of it: ids, best first. */
export interface Answered {
  readonly categoryId: number;
  readonly answers: readonly number[];
}

export interface ClassifiedPictures {
  /** One for each picture that could be used. */
  readonly seen: readonly Answered[];
  /** The answers in COCO's format, a region as their box. */
  readonly results: readonly CocoResult[];
}

interface Prepared {
  readonly picture: LabelledPicture;
  readonly frame: Frame;
}

/**
 * Shows pictures to a classifier, as `predict` would, and parts of pictures as if they were pictures. One file is decoded at a
 * time and one ahead, and of it only the network's input is kept. Files that cannot be used are skipped and reported.
 */
export async function classifyPictures(predictor: Pick<Predictor, 'card' | 'predictTogether'>, { pictures, together = 1, problems, onImage }: ClassifyOptions): Promise<ClassifiedPictures> {
  const seen: Answered[] = [];
  const results: CocoResult[] = [];
  const look = async (prepared: readonly Prepared[]) => {
    const answers = await predictor.predictTogether(prepared.map(({ frame }) => ({ frame, options: { scoreThreshold: 0 } })));
    for (const [index, { picture: { id, file, region, categoryId } }] of prepared.entries()) {
      const answer = resultsOf(answers[index]?.prediction, { id, file_name: file }).map((result): CocoResult =>
        region === undefined ? result : { ...result, bbox: [region.x, region.y, region.width, region.height] });
      seen.push({ categoryId, answers: answer.map(({ category_id }) => category_id) });
      results.push(...answer);
    }
  };
  let waiting: Prepared[] = [];
  let done = 0;
  for await (const opened of inOrder(byFile(pictures).map((ofOne) => () => prepare(ofOne, predictor.card.input)), 1)) {
    if (opened.error) problems.add(opened.error.kind, opened.error.message);
    onImage?.(done += opened.count);
    waiting.push(...opened.prepared);
    for (; waiting.length >= together; waiting = waiting.slice(together)) await look(waiting.slice(0, together));
  }
  for (const last of waiting) await look([last]);
  return { seen, results };
}

function resultsOf(prediction: Prediction | undefined, image: { readonly id: LabelledPicture['id']; readonly file_name: string }): CocoResult[] {
  if (prediction === undefined) throw new EngineError('The network gave no output.');
  return toCocoResults(prediction, image);
}

/** Neighbours that lie in one file, together. */
function byFile(pictures: readonly LabelledPicture[]): LabelledPicture[][] {
  const groups: LabelledPicture[][] = [];
  for (const picture of pictures) {
    const last = groups.at(-1);
    if (last?.[0]?.file === picture.file) last.push(picture);
    else groups.push([picture]);
  }
  return groups;
}

interface OpenedFile {
  readonly count: number;
  readonly prepared: readonly Prepared[];
  readonly error?: PictureError;
}

async function prepare(pictures: readonly LabelledPicture[], input: PredictorCard['input']): Promise<OpenedFile> {
  const [first] = pictures;
  if (first === undefined) return { count: 0, prepared: [] };
  try {
    const { picture, orientation } = await openAnnotated(first);
    const prepared: Prepared[] = [];
    const parts = pictures.filter(({ region }) => region !== undefined);
    const decoded = parts.length > 0 ? await picture.decode({ orientation, background: input.mean }) : undefined;
    for (const one of pictures) {
      // A decoder may have shrunk a very large picture.
      const [scaleX, scaleY] = [(decoded?.width ?? 0) / picture.size[orientation].width, (decoded?.height ?? 0) / picture.size[orientation].height];
      const frame = one.region && decoded ? pixelFrame(cutOut(decoded, scale(one.region, scaleX, scaleY), input.mean)) : pictureFrame(picture, orientation);
      prepared.push({ picture: one, frame: await preparedFrame(frame, input) });
    }
    return { count: pictures.length, prepared };
  } catch (error) {
    if (error instanceof PictureError) return { count: pictures.length, prepared: [], error };
    throw error;
  }
}
