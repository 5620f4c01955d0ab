import { describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../../training/evaluation/evaluate-command';
import { tinyCard } from '../../models/artifact/tiny-card';

const card = tinyCard({ input: { width: 320, height: 320, sizes: [256, 320], mean: [0, 0, 0], std: [1, 1, 1] } });

describe('evaluateCommand', () => {
  it('names the size only where there are several, and no folder above the data sets', () => {
    expect(evaluateCommand(card, { annotations: '/data/objects/val.json', images: '/data/objects/images' }))
      .toBe('npm run evaluate -- --model tiny --size 320 --annotations objects/val.json --images objects/images');
    expect(evaluateCommand(tinyCard(), { annotations: 'objects/val.json', images: 'objects/images/' }))
      .toBe('npm run evaluate -- --model tiny --annotations objects/val.json --images objects/images');
    expect(evaluateCommand(tinyCard(), { data: '/data/imagenet/val/' })).toBe('npm run evaluate -- --model tiny --data imagenet/val');
  });
});
