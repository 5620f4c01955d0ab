import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../../../models/artifact/load';
import { FoveaError } from '../../../../models/errors';
import type { TensorValue } from '../../../../models/layers/trainable-parameters';
import { publishedFile, readPublished } from '../../../../training/export/conversions/conversion';
import { maskRcnn2GoCoco } from '../../../../training/export/conversions/mask-rcnn-2go-coco';
import { mobilenetV2Imagenet } from '../../../../training/export/conversions/mobilenet-v2-imagenet';
import { nanodetPlusCoco, reverseInputs } from '../../../../training/export/conversions/nanodet-plus-coco';
import { resNet56Cifar10 } from '../../../../training/export/conversions/resnet-56-cifar-10';
import { selfieMediapipe } from '../../../../training/export/conversions/selfie-mediapipe';
import { ourName, tinyPoseCoco } from '../../../../training/export/conversions/tiny-pose-coco';
import { findModel } from '../../../../training/export/model-files';

const PUBLISHED = '../shared/pretrained';
const count = (shape: readonly number[]): TensorValue => ({ shape, values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i) });

describe('nanodet-plus-coco', () => {
  it('reads red where the published kernel reads blue', () => {
    const kernel = count([2, 2, 3, 4]);
    const turned = reverseInputs(kernel);
    for (let place = 0; place < 4; place++) {
      for (let colour = 0; colour < 3; colour++) {
        for (let output = 0; output < 4; output++) expect(turned.values[(place * 3 + colour) * 4 + output]).toBe((place * 3 + 2 - colour) * 4 + output);
      }
    }
    expect(reverseInputs(turned)).toEqual(kernel);
  });

  it('refuses weights of another network', () => {
    expect(() => nanodetPlusCoco.convert(new Map(), () => Promise.resolve(''))).toThrow(FoveaError);
  });
});

describe('mobilenet-v2-imagenet', () => {
  const labels = (names: readonly string[]) => () => Promise.resolve(names.join('\n'));
  const thousand = Array.from({ length: 1000 }, (_, i) => `class ${i}`);

  it('drops the background, renames layers, and leaves normalisations apart', async () => {
    const published = new Map([
      ['conv_stem/moving_mean', count([2])],
      ['block0/depthwise/gamma', count([2])],
      ['conv_head/kernel', count([1, 1, 2, 2])],
      ['classifier/kernel', count([1, 1, 2, 3])],
      ['classifier/bias', count([3])],
    ]);
    const { card, values, batchNorm } = await mobilenetV2Imagenet.convert(published, labels(['background', ...thousand]));
    expect(batchNorm).toBe('keep');
    expect([...values.keys()]).toEqual(['stem/norm/moving-mean', 'block0/depthwise/norm/gamma', 'last/kernel', 'classifier/kernel', 'classifier/bias']);
    expect(values.get('classifier/kernel')).toEqual({ shape: [2, 2], values: Float32Array.of(1, 2, 4, 5) });
    expect(values.get('classifier/bias')).toEqual({ shape: [2], values: Float32Array.of(1, 2) });
    expect(card.categories[999]).toEqual({ id: 999, name: 'class 999' });
  });

  it('refuses other labels', async () => {
    await expect(mobilenetV2Imagenet.convert(new Map(), labels(thousand))).rejects.toThrow(FoveaError);
  });
});

describe('tiny-pose-coco', () => {
  it('renames what the code has for a loop or a block, and doubles what is added twice', async () => {
    expect(['stage2/module0/branch0/block1/pointwise2/kernel', 'stem/branch2/linear/bias', 'stage4/module0/fuse/to3/from1/down0/depthwise/kernel', 'stage3/module0/fuse/to2/from1/pointwise/kernel', 'stage3/module0/fuse/to0/from2/pointwise/kernel'].map(ourName)).toEqual([
      'stage2/module0/branch0/block1/branch2/pointwise2/kernel', 'stem/branch2/pointwise/bias', 'stage4/module0/fuse/to3/from1/down0/depthwise/kernel', 'stage3/module0/fuse/to2/from1/down0/pointwise/kernel', 'stage3/module0/fuse/to0/from2/pointwise/kernel',
    ]);
    const names = ['stage3/module0/fuse/to1/from0/pointwise/bias', 'stage4/module0/fuse/to3/from0/down2/pointwise/kernel', 'stage4/module0/fuse/to3/from0/down1/pointwise/kernel', 'stage4/module0/fuse/to2/from1/pointwise/bias'];
    const { values } = await tinyPoseCoco.convert(new Map(names.map((name) => [name, count([3])])), () => Promise.resolve(''));
    expect([...values.values()].map(({ values: numbers }) => numbers[2])).toEqual([2, 4, 2, 2].map((last, index) => (index === 0 ? 4 : last)));
  });
});

describe('mask-rcnn-2go-coco', () => {
  const anchors: readonly [string, TensorValue] = ['anchor', { shape: [1, 4], values: Float32Array.of(1, -2, 14, 17) }];
  const converted = async (...published: readonly (readonly [string, TensorValue])[]) => maskRcnn2GoCoco.convert(new Map([anchors, ...published]), () => Promise.resolve(''));

  it('puts the background last, y before x, and gives every part its name', async () => {
    const { card, values } = await converted(
      ['xif3_6_dw_conv_b_zero_generated', count([3])],
      ['rpn/xif3_4_pwl_bn_b', count([3])],
      ['box/xif4_3_conv_w', count([1, 1, 2, 2])],
      ['cls_score_b', count([81])],
      ['bbox_pred_b', count([324])],
    );
    expect([...values.keys()]).toEqual(['block12/depthwise/bias', 'rpn/block0/project/bias', 'box_head/block3/project/kernel', 'box_head/classes/bias', 'box_head/deltas/bias']);
    expect([...values.get('box_head/classes/bias')?.values ?? []]).toEqual([...Array.from({ length: 80 }, (_, i) => i + 1), 0]);
    expect([...values.get('box_head/deltas/bias')?.values.subarray(0, 5) ?? []]).toEqual([5, 4, 7, 6, 9]);
    expect(card.network.options).toEqual({ anchors: [[20, 14]] });
  });

  it('lays a transposed convolution out as pixels', async () => {
    const { values } = await converted(['conv5_mask_w', count([2, 2, 3, 5])], ['conv5_mask_b', count([3])]);
    const kernel = values.get('mask_head/double/kernel');
    expect(kernel?.shape).toEqual([1, 1, 5, 12]);
    for (let input = 0; input < 5; input++) for (let i = 0; i < 12; i++) expect(kernel?.values[input * 12 + i]).toBe(i * 5 + input);
    expect([...values.get('mask_head/double/bias')?.values ?? []]).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  it('refuses what is no weight of it, and masks that are not enlarged each by itself', async () => {
    await expect(async () => converted(['elsewhere', count([1])])).rejects.toThrow("'elsewhere' is no weight of MaskRCNN2Go");
    await expect(async () => converted(['mask_fcn_logits_up_w', count([4, 4, 2, 2])])).rejects.toThrow(FoveaError);
    await expect(async () => converted(['mask_fcn_logits_up_b', count([2])])).rejects.toThrow('not all zero');
  });
});

describe('selfie-mediapipe', () => {
  const converted = async (...published: readonly (readonly [string, TensorValue])[]) => (await selfieMediapipe.convert(new Map(published), () => Promise.resolve(''))).values;

  it('gives numbered convolutions their names, and turns kernels to TensorFlow’s layouts', async () => {
    const values = await converted(['conv2d/Bias', count([16])], ['conv2d_3/Kernel', count([2, 1, 1, 3])], ['conv2d_42/Bias', count([16])], ['depthwise_conv2d_10/Kernel', count([1, 3, 3, 2])]);
    expect([...values.keys()]).toEqual(['stem/bias', 'block0/squeeze/expand/kernel', 'decoder2/mix/bias', 'decoder2/depthwise/kernel']);
    expect(values.get('block0/squeeze/expand/kernel')).toEqual({ shape: [1, 1, 3, 2], values: Float32Array.of(0, 3, 1, 4, 2, 5) });
    expect(values.get('decoder2/depthwise/kernel')).toMatchObject({ shape: [3, 3, 2, 1] });
  });

  it('lays the transposed convolution out as pixels', async () => {
    const values = await converted(['segment/Kernel', count([1, 2, 2, 3])], ['segment/Bias', { shape: [1], values: Float32Array.of(7) }]);
    expect(values.get('head/kernel')).toEqual({ shape: [1, 1, 3, 4], values: Float32Array.of(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11) });
    expect(values.get('head/bias')).toEqual({ shape: [4], values: Float32Array.of(7, 7, 7, 7) });
  });

  it('refuses what is no weight of it, and files of another format or damaged ones', async () => {
    await expect(async () => converted(['conv2d_43/Bias', count([1])])).rejects.toThrow("'conv2d_43/Bias' is no weight");
    expect(() => readPublished(selfieMediapipe, new Uint8Array(64))).toThrow('no TensorFlow Lite file');
    expect(() => readPublished(selfieMediapipe, Uint8Array.from([255, 255, 0, 0, 84, 70, 76, 51]))).toThrow('damaged');
  });
});

describe.skipIf(!existsSync(PUBLISHED))('published networks (skipped without ../shared/pretrained)', () => {
  it.each([maskRcnn2GoCoco, nanodetPlusCoco, mobilenetV2Imagenet, selfieMediapipe, tinyPoseCoco].filter((conversion) => existsSync(`${PUBLISHED}/${publishedFile(conversion)}`)))('$name is shipped as its conversion makes it', async (conversion) => {
    const { name } = conversion;
    const published = readPublished(conversion, readFileSync(`${PUBLISHED}/${publishedFile(conversion)}`));
    const { values, card } = await conversion.convert(published, (file) => Promise.resolve(readFileSync(`${PUBLISHED}/${file}`, 'utf8')));
    const shipped = await loadModel(await findModel(name));
    expect([...shipped.values.keys()].sort()).toEqual([...values.keys()].sort());
    for (const [key, { shape, values: numbers }] of values) {
      expect(shipped.values.get(key)?.shape).toEqual(shape);
      expect(Buffer.compare(Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength), Buffer.from(Float32Array.from(shipped.values.get(key)?.values ?? []).buffer))).toBe(0);
    }
    expect(shipped.card.categories).toEqual(card.categories);
  });
});

describe('resnet-56-cifar-10', () => {
  const vector = (...values: readonly number[]): TensorValue => ({ shape: [values.length], values: Float32Array.from(values) });

  it('gives layers their names, and scales that give the same with our epsilon', async () => {
    const { values, batchNorm } = await resNet56Cifar10.convert(new Map([
      ['conv1.weight', count([3, 3, 3, 16])], ['layer2.0.conv1.weight', count([3, 3, 16, 32])], ['layer2.0.bn1.weight', vector(2)], ['layer2.0.bn1.bias', vector(3)],
      ['layer2.0.bn1.running_mean', vector(4)], ['layer2.0.bn1.running_var', vector(0.5)], ['linear.weight', count([64, 10])], ['linear.bias', count([10])],
    ]), () => Promise.resolve(''));
    expect(batchNorm).toBe('keep');
    expect([...values.keys()]).toEqual([
      'stem/kernel', 'stage1/block0/first/kernel', 'stage1/block0/first/norm/gamma', 'stage1/block0/first/norm/beta',
      'stage1/block0/first/norm/moving-mean', 'stage1/block0/first/norm/moving-variance', 'classifier/kernel', 'classifier/bias',
    ]);
    const [gamma = NaN] = values.get('stage1/block0/first/norm/gamma')?.values ?? [];
    expect(gamma / Math.sqrt(0.5 + 1e-3)).toBeCloseTo(2 / Math.sqrt(0.5 + 1e-5), 6);
  });

  it('refuses scales without variances', async () => {
    await expect(async () => resNet56Cifar10.convert(new Map([['bn1.weight', vector(1)]]), () => Promise.resolve(''))).rejects.toThrow('no variance');
  });
});
