import type { CocoDataset, CocoImage } from '../../../models/artifact/coco';
import type { Card } from '../../../models/artifact/card';
import { InvalidInputError } from '../../../models/errors';
import { withFlipTest } from '../../../models/pose/flip-test';
import type { Problems } from '../../data/problems';
import { readCocoDataset } from '../../data/sources/coco/coco-json';
import type { EvaluateOptions, Measurement, OpenedEvaluation } from '../task';
import { annotatedPersons, estimatePoses } from './estimate-poses';
import { poseEvaluationRecord } from './evaluation-record';
import { formatPoses } from './format-report';
import { reportPoses } from './report';

/** Annotated persons, each to be looked at in the true box; with mirror images as well where that is asked for. */
export async function openPoseEvaluation(options: EvaluateOptions, problems: Problems): Promise<OpenedEvaluation> {
  const { model, annotations, images: folder, data, results, threshold, limit, draw } = options;
  if (model === undefined || annotations === undefined || folder === undefined || data !== undefined || results !== undefined) {
    throw new InvalidInputError('Poses are measured in the true boxes: expected --model, --annotations with keypoints and --images.');
  }
  if (threshold > 0) throw new InvalidInputError('--threshold would leave persons out, and all of them are measured. Leave it out.');
  if (draw !== undefined) throw new InvalidInputError('--draw shows boxes that are missed and wrong, and poses are measured in the true ones. Leave it out; "npm run predict -- --boxes" draws skeletons.');
  const dataset = await readCocoDataset(annotations, problems);
  const images = dataset.images.filter((image) => annotatedPersons(dataset, image).length > 0);
  if (images.length === 0) throw new InvalidInputError(`${annotations} has no person with annotated keypoints.`);
  const source = { annotations, images: folder };
  return { images: images.length, measure: (size) => measure({ ...options, model, source }, dataset, images.slice(0, limit), size) };
}

type Options = Pick<EvaluateOptions, 'engine' | 'fit' | 'flip'> & { readonly model: string; readonly source: { readonly annotations: string; readonly images: string } };

async function measure({ model, engine, fit, flip, source }: Options, dataset: CocoDataset, images: readonly CocoImage[], size: number | undefined): Promise<Measurement> {
  // Only here, for an engine takes longer to load than annotations to refuse.
  const { runModel } = await import('../../evaluation/run-model');
  const look = (change?: (card: Card) => Card) => runModel({ model, engine, size, fit, change, images: images.length, folder: source.images }, ({ predictor, ...showing }) =>
    estimatePoses(predictor, { dataset, images, folder: source.images, ...showing }));
  const plain = await look();
  const mirrored = flip === true ? await look(withFlipTest) : undefined;
  const report = reportPoses(dataset, images, plain.card, [plain, ...(mirrored ? [mirrored] : [])]);
  return {
    report,
    text: formatPoses(report),
    results: (mirrored ?? plain).seen.map(({ result }) => result),
    run: plain,
    record: (circumstances) => Promise.resolve(poseEvaluationRecord(report, source, circumstances)),
  };
}
