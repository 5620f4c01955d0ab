import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { floatValues, loadModel } from '../../../../models/artifact/load';
import { decodeSafetensors } from '../../../../models/artifact/safetensors';
import { FoveaError } from '../../../../models/errors';
import type { TensorValue } from '../../../../models/layers/trainable-parameters';
import { mobilenetV2Imagenet } from '../../../../training/export/conversions/mobilenet-v2-imagenet';
import { nanodetPlusCoco, reverseInputs } from '../../../../training/export/conversions/nanodet-plus-coco';
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

describe.skipIf(!existsSync(PUBLISHED))('published networks (skipped without ../shared/pretrained)', () => {
  it.each([nanodetPlusCoco, mobilenetV2Imagenet, tinyPoseCoco])('$name is shipped as its conversion makes it', async (conversion) => {
    const { name, source } = conversion;
    const published = floatValues(decodeSafetensors(readFileSync(`${PUBLISHED}/${source}.safetensors`)).tensors);
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
