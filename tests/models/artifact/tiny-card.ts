import type { Card } from '../../../models/artifact/card';

/** A valid card of no model in particular. */
export const tinyCard = (changes: Partial<Card> = {}): Card => ({
  format: 1,
  name: 'tiny',
  title: 'Tiny',
  summary: 'Sees nothing.',
  task: 'classification',
  role: 'product',
  network: { name: 'mobilenet-v2', options: { classes: 2, width: 0.1 } },
  input: { width: 32, height: 32, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
  categories: [{ id: 0, name: 'cat' }, { id: 1, name: 'dog' }],
  scoreThreshold: 0.1,
  weights: { file: 'model.safetensors', sizeBytes: 1, sha256: '0'.repeat(64), dtype: 'float16' },
  parameters: 1,
  multiplyAdds: 1,
  metrics: [],
  limits: ['Everything.'],
  licence: 'Apache-2.0',
  attribution: [],
  ...changes,
});
