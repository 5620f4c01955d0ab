import * as tf from '@tensorflow/tfjs-core';
import { loadCard } from '../../../models/artifact/load-card';
import { InvalidInputError } from '../../../models/errors';
import { picturesIn } from '../../data/pictures/pictures-in';
import type { Problems } from '../../data/problems';
import { textTable } from '../../evaluation/text-table';
import { findModel } from '../../export/model-files';
import type { EvaluateOptions, OpenedEvaluation } from '../task';
import { styleRecordOf } from './evaluation-record';
import { PAINTING_SIDE } from './painting-side';
import { paintingsOf } from './paintings';
import { PERCEPTUAL_WEIGHTS } from './perceptual-weights';

/** Photographs, painted in every style of a model. */
export async function openStyleEvaluation({ model, engine, data, images: paintings, annotations, results, threshold, limit, draw, flip, fit }: EvaluateOptions, problems: Problems): Promise<OpenedEvaluation> {
  if (flip === true || draw !== undefined || threshold > 0 || fit !== undefined || annotations !== undefined || results !== undefined) {
    throw new InvalidInputError('Pictures that are painted have no annotations, boxes or scores. Leave out --annotations, --results, --threshold, --draw, --flip and --fit.');
  }
  if (model === undefined || data === undefined || paintings === undefined) {
    throw new InvalidInputError('Expected a model that paints (--model), photographs (--data), and the paintings of its styles (--images), named as its card names them.');
  }
  const names = (await loadCard(await findModel(model))).categories.map(({ name }) => name);
  const files = await paintingsOf(paintings, names, problems);
  const all = await picturesIn(data, problems);
  if (all.length === 0) throw new InvalidInputError(`${data} holds no picture.`);
  const photographs = all.slice(0, limit);
  return {
    images: all.length,
    async measure(size) {
      // Only here, for an engine takes longer to load than a folder to refuse.
      const [{ runModel }, { loadEngine }, { openStyleJudge, styleOfFiles }, { paintPhotographs, reportStyles }] = await Promise.all([
        import('../../evaluation/run-model'), import('../../engines/load-engine'), import('./open-judge'), import('./measure-styles'),
      ]);
      const { seen, card, engine: used } = await runModel({ model, engine, size, images: photographs.length, folder: data }, async ({ predictor, ...showing }) => {
        // A network that onnxruntime runs needs no engine of tfjs; its judge does.
        if (tf.engine().backendName === undefined) await loadEngine('auto');
        const judge = await openStyleJudge(PERCEPTUAL_WEIGHTS);
        const targets = await styleOfFiles(judge, files, PAINTING_SIDE);
        return { seen: await paintPhotographs(predictor, photographs, judge, targets, showing) };
      });
      const report = reportStyles(names, seen);
      const text = textTable([['Style', 'style loss', 'content loss'], ...report.styles.map(({ name, styleLoss, contentLoss }) => [name, styleLoss.toFixed(4), contentLoss.toFixed(4)])]);
      return { report, text, results: [], run: { card, engine: used }, record: (circumstances) => Promise.resolve(styleRecordOf(report, { data, images: paintings }, circumstances)) };
    },
  };
}
