import type { Recipe } from './recipe';

/** Every recipe by name, loaded when it is asked for. A new recipe is a file in this folder and a line here. */
export const recipes: Readonly<Record<string, () => Promise<Recipe>>> = {
  'faster-rcnn-shufflenet-v2-pan-320': async () => (await import('./faster-rcnn-shufflenet-v2-pan-320')).fasterRcnnShuffleNetV2Pan320,
  'gfl-shufflenet-v2-pan': async () => (await import('./gfl-shufflenet-v2-pan')).gflShuffleNetV2Pan,
  'gfl-shufflenet-v2-pan-masks': async () => (await import('./gfl-shufflenet-v2-pan-masks')).gflShuffleNetV2PanMasks,
  'lenet-300-100-mnist': async () => (await import('./lenet-mnist')).leNet300Mnist,
  'lenet-5-mnist': async () => (await import('./lenet-mnist')).leNet5Mnist,
  'mobilenet-v2-objects': async () => (await import('./mobilenet-v2-objects')).mobileNetV2Objects,
  'resnet-20-cifar-10': async () => (await import('./resnet-cifar-10')).resNet20Cifar10,
  'resnet-56-cifar-10': async () => (await import('./resnet-cifar-10')).resNet56Cifar10,
  'style': async () => (await import('./style')).style,
};
