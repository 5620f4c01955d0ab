import { expect } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import type { Predictor } from '../../../models/predictor';
import { sharpFrame } from '../../../models/node/pictures/sharp-frame';
import { expectSame } from './expect-same';

/** @param predictor opened for two pictures at once */
export async function expectSameTogether(predictor: Predictor): Promise<void> {
  await predictor.warmUp(2);
  const looks = await Promise.all([['people', 0.05], ['bottles', 0.3]].map(async ([picture, scoreThreshold]) =>
    ({ frame: await sharpFrame(`tests/fixtures/pictures/${picture}.webp`), // A body is seen in every picture, if only with a low score.
      options: { scoreThreshold: predictor.card.task === 'pose' ? 0 : Number(scoreThreshold) } })));
  const alone = [];
  for (const { frame, options } of looks) alone.push((await predictor.predict(frame, options)).prediction);
  const together = await predictor.predictTogether(looks);
  alone.forEach((prediction, index) => expectSame(together[index]?.prediction, prediction));
  expect(together.every(({ timings }) => Object.values(timings).every((ms) => ms >= 0))).toBe(true);
  await expect(predictor.predictTogether([...looks, ...looks])).rejects.toThrow(InvalidInputError);
}
