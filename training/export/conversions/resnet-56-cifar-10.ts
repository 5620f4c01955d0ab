import { BATCH_NORM_EPSILON } from '../../../models/layers/batch-normalization';
import { InvalidInputError } from '../../../models/errors';
import type { NamedValues, TensorValue } from '../../../models/layers/trainable-parameters';
import type { CardText } from '../export-model';
import type { Conversion } from './conversion';

/**
 * ResNet-56 for CIFAR-10, where published tables of pruning begin. torch-to-safetensors.py makes its file of the published one.
 * Batch normalisation stays apart, so that training can go on.
 */
export const resNet56Cifar10: Conversion = {
  name: 'resnet-56-cifar-10',
  source: 'resnet56-4bfd9763',
  convert: (published) => Promise.resolve({ card, values: renamed(published), batchNorm: 'keep' }),
};

/** PyTorch's, added to the variance. */
const TORCH_EPSILON = 1e-5;
const PARTS = { weight: 'gamma', bias: 'beta', running_mean: 'moving-mean', running_var: 'moving-variance' } as const;

function renamed(published: NamedValues): NamedValues {
  return new Map([...published].map(([name, value]): [string, TensorValue] => {
    const part = /^(.*\bbn\d)\.(weight|bias|running_mean|running_var)$/.exec(name);
    if (part === null) return [ourName(name), value];
    const [, layer = '', kind] = part;
    const ours = `${ourName(`${layer.replace('bn', 'conv')}.weight`).replace(/kernel$/, '')}norm/${PARTS[kind as keyof typeof PARTS]}`;
    return [ours, kind === 'weight' ? rescaled(value, published.get(`${layer}.running_var`)) : value];
  }));
}

const ourName = (name: string) => name
  .replace(/^linear\.(weight|bias)$/, (_, part: string) => `classifier/${part === 'weight' ? 'kernel' : 'bias'}`)
  .replace(/^conv1\.weight$/, 'stem/kernel')
  .replace(/^layer(\d)\.(\d)\.conv(\d)\.weight$/, (_, stage: string, block: string, layer: string) => `stage${Number(stage) - 1}/block${block}/${layer === '1' ? 'first' : 'second'}/kernel`);

/** Scales that give the same with our epsilon. */
function rescaled({ shape, values }: TensorValue, variance: TensorValue | undefined): TensorValue {
  if (variance?.values.length !== values.length) throw new InvalidInputError('A normalisation has no variance for each of its scales.');
  return { shape, values: values.map((scale, i) => scale * Math.sqrt(((variance.values[i] ?? 0) + BATCH_NORM_EPSILON) / ((variance.values[i] ?? 0) + TORCH_EPSILON))) };
}

const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

const card: CardText = {
  name: 'resnet-56-cifar-10',
  title: 'Ten kinds of things, by a network of 56 layers',
  technicalName: 'Classifier, ResNet-56, as published',
  summary: 'Says which of ten kinds of things (animals, cars, ships, aeroplanes) a very small picture shows.',
  task: 'classification',
  role: 'initial',
  network: { name: 'cifar-resnet', options: { classes: CLASSES.length, depth: 56 } },
  input: { width: 32, height: 32, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375], fit: 'crop' },
  categories: CLASSES.map((name, id) => ({ id, name })),
  scoreThreshold: 0.05,
  parent: {
    name: 'ResNet-56',
    source: 'https://github.com/akamaster/pytorch_resnet_cifar10 at d5489e8, resnet56-4bfd9763.th',
    licence: 'BSD-2-Clause',
    what: 'All weights; the scales of batch normalisation were changed so that they give the same with another epsilon.',
  },
  metrics: [],
  limits: ['Sees 32 x 32 pixels and knows ten kinds; whatever else it is shown it takes for one of them.'],
  licence: 'BSD-2-Clause',
  attribution: [
    'ResNet-56 by Yerlan Idelbayev (BSD-2-Clause), https://github.com/akamaster/pytorch_resnet_cifar10',
    'CIFAR-10 (Krizhevsky 2009, "Learning multiple layers of features from tiny images")',
  ],
};
