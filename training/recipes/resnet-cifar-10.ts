import { cifarResNet, cifarResNetOptions } from '../../models/networks/classification/cifar-resnet';
import { CIFAR_10, smallPicturesRecipe } from './small-pictures-recipe';

const resNet = (depth: 20 | 56, { error, cost }: { readonly error: string; readonly cost: string }) => smallPicturesRecipe({
  name: `resnet-${depth}-cifar-10`,
  summary: `Classifier of CIFAR-10's ten classes at 32 pixels: ResNet-${depth} from nothing. The paper, after 182 epochs, errs on ${error} of the test pictures.
${cost}`,
  set: CIFAR_10,
  defaults: { epochs: 40, rate: 0.2, weightDecay: 5e-4 },
  texts: {
    title: `Ten kinds of things, by a network of ${depth} layers`,
    technicalName: `Classifier, ResNet-${depth}`,
    summary: 'Says which of ten kinds of things (animals, cars, ships, aeroplanes) a very small picture shows.',
    limits: [
      'Sees 32 x 32 pixels and knows ten kinds; whatever else it is shown it takes for one of them.',
      'Cats and dogs are mixed up more often than anything else.',
      'Learned from pictures that show one thing in the middle; what is small or at the edge is not seen.',
    ],
  },
  network: (classes) => {
    const options = cifarResNetOptions.parse({ classes, depth });
    return { card: { name: 'cifar-resnet', options }, logits: cifarResNet(options).logits };
  },
});

export const resNet20Cifar10 = resNet(20, { error: '8.75 %', cost: 'An epoch takes two to three minutes on two CPU cores through tfjs-node.' });
export const resNet56Cifar10 = resNet(56, { error: '6.97 %', cost: 'An epoch takes seven to eight minutes on two CPU cores through tfjs-node.' });
