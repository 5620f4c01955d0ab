import { leNet300, leNet300Options, leNet5, leNet5Options } from '../../models/networks/classification/le-net';
import { MNIST, smallPicturesRecipe, type SmallPicturesDifferences } from './small-pictures-recipe';

/** What both have: the digits, and what is said of them. */
const digits = ({ name, technicalName, layers, summary, defaults, network }: Pick<SmallPicturesDifferences, 'name' | 'summary' | 'network' | 'defaults'> & { readonly technicalName: string; readonly layers: string }) => smallPicturesRecipe({
  name,
  summary,
  set: MNIST,
  defaults,
  texts: {
    title: `Written digits, by ${layers}`,
    technicalName: `Classifier, ${technicalName}`,
    summary: 'Says which digit is written in a very small picture, white on black.',
    limits: [
      'Sees 28 x 28 pixels, a digit white on black that fills the middle of them; whatever else it is shown it takes for a digit.',
      'Knows the handwriting of Americans of the nineteen-eighties: sevens with a bar and ones with a foot are rarer there.',
    ],
  },
  network,
});

export const leNet300Mnist = digits({
  name: 'lenet-300-100-mnist',
  technicalName: 'LeNet-300-100',
  layers: 'three dense layers',
  summary: `Classifier of written digits at 28 pixels: LeNet-300-100 from nothing. Published at 1.64 % error (Han et al. 2016); about 1.2 % is to be expected.
A minute or two on two CPU cores through tfjs-node.`,
  defaults: { epochs: 20, rate: 0.05, weightDecay: 2e-4, labelSmoothing: 0, shift: 1 },
  network: (classes) => {
    const options = leNet300Options.parse({ classes });
    return { card: { name: 'lenet-300-100', options }, logits: leNet300(options).logits };
  },
});

export const leNet5Mnist = digits({
  name: 'lenet-5-mnist',
  technicalName: 'LeNet-5',
  layers: 'two convolutions and two dense layers',
  summary: `Classifier of written digits at 28 pixels: LeNet-5 in Caffe's form, from nothing. Published at 0.80 % error (Han et al. 2016).
Some ten minutes on two CPU cores through tfjs-node.`,
  defaults: { epochs: 12, rate: 0.03, weightDecay: 5e-4, labelSmoothing: 0, shift: 1 },
  network: (classes) => {
    const options = leNet5Options.parse({ classes });
    return { card: { name: 'lenet-5', options }, logits: leNet5(options).logits };
  },
});
