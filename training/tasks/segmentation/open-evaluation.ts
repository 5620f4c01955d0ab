import { loadCard } from '../../../models/artifact/load-card';
import { InvalidInputError } from '../../../models/errors';
import type { Problems } from '../../data/problems';
import { findModel } from '../../export/model-files';
import type { EvaluateOptions, OpenedEvaluation } from '../task';
import { segmentationRecordOf } from './evaluation-record';
import { readLabelledMasks } from './labelled-masks';
import { formatSegmentation, reportSegmentation } from './report';

/** Pictures whose every pixel is labelled, at their own resolution. */
export async function openSegmentationEvaluation({ model, engine, annotations, images: folder, data, results, threshold, limit, draw, flip }: EvaluateOptions, problems: Problems): Promise<OpenedEvaluation> {
  if (flip === true) throw new InvalidInputError('--flip is for models that find keypoints. Leave it out.');
  if (draw !== undefined) throw new InvalidInputError('--draw shows boxes that are missed and wrong. Leave it out; "npm run predict -- --draw" draws masks.');
  if (threshold > 0) throw new InvalidInputError('--threshold would leave pixels out, and all of them are measured. Leave it out.');
  if (model === undefined || annotations === undefined || folder === undefined || data !== undefined || results !== undefined) {
    throw new InvalidInputError('Expected a model that tells pixels apart (--model), --annotations with masks, and --images.');
  }
  const { categories } = await loadCard(await findModel(model));
  const names = categories.map(({ name }) => name);
  const all = await readLabelledMasks(annotations, folder, names, problems);
  const pictures = all.slice(0, limit);
  const source = { annotations, images: folder };
  return {
    images: all.length,
    async measure(size) {
      // Only here, for an engine takes longer to load than annotations to refuse.
      const [{ runModel }, { segmentPictures }] = await Promise.all([import('../../evaluation/run-model'), import('./segment-pictures')]);
      const { seen, results: answers, card, engine: used } = await runModel({ model, engine, size, images: pictures.length, folder }, ({ predictor, ...showing }) => segmentPictures(predictor, pictures, showing));
      const report = reportSegmentation(names, seen);
      return { report, text: formatSegmentation(report), results: answers, run: { card, engine: used }, record: (circumstances) => Promise.resolve(segmentationRecordOf(report, source, circumstances)) };
    },
  };
}
