import { expect, it } from 'vitest';
import { loadModel, toWeights } from '../../../../models/artifact/load';
import { iou } from '../../../../models/geometry/box';
import { Predictor } from '../../../../models/predictor';
import type { Detection } from '../../../../models/prediction/prediction';
import { sharpFrame } from '../../../../models/node/pictures/sharp-frame';
import { findModel, shippedCards } from '../../../../training/export/model-files';
import { describeEachEngine } from '../../kernels/engines';

const SCENES = [
  { file: 'people', label: 'person', count: 2 },
  { file: 'bottles', label: 'bottle', count: 3 },
];
const detectors = (await shippedCards()).filter(({ task }) => task === 'detection').map(({ name }) => name);

/** What each model saw in each scene on the first engine: the others have to see the same. */
const first = new Map<string, readonly Detection[]>();

await describeEachEngine('shipped detectors', (engine) => {
  it.each(detectors)('%s finds what is there, as every other engine does, and leaves no tensor', async (name) => {
    const { card, values } = await loadModel(await findModel(name));
    const predictor = new Predictor(card, toWeights(values));
    for (const { file, label, count } of SCENES) {
      const frame = await sharpFrame(`tests/fixtures/pictures/${file}.webp`);
      const { prediction } = await predictor.predict(frame, { scoreThreshold: 0.25 });
      if (prediction.task !== 'detection') throw new Error(`${name} answers with ${prediction.task}`);
      const sure = prediction.detections.filter(({ score }) => score >= card.scoreThreshold);
      // A box around two of them together may be believed a little, but none is as sure as those of the things themselves.
      const scores = sure.filter((detection) => detection.label === label).map(({ score }) => score);
      expect(scores.length).toBeGreaterThanOrEqual(count);
      for (const extra of scores.slice(count)) expect(extra).toBeLessThan(0.8 * (scores[count - 1] ?? 0));

      const key = `${name} ${file}`;
      const reference = first.get(key);
      if (reference === undefined) first.set(key, prediction.detections);
      // What lies close to the threshold may fall to either side; what is sure may not.
      else for (const detection of sure) expect(partnerOf(detection, reference), `${key} on ${engine}: ${JSON.stringify(detection)}`).toBeDefined();
    }
    predictor.close();
  });
}, ['wasm', 'tensorflow']);

const partnerOf = ({ label, score, box }: Detection, others: readonly Detection[]): Detection | undefined =>
  others.find((other) => other.label === label && Math.abs(other.score - score) < 0.02 && iou(other.box, box) > 0.95);
