import * as tf from '@tensorflow/tfjs-core';
import { pictureOf, tensorOf, type KernelArguments } from '../arguments';
import { nativeBackend, type NativeBackend } from '../native-backend';
import { ADAPTIVE, boxArea, levelOfArea, planFromAttributes, type FeatureShape, type RoiAlignPlan } from './plan';
import { roiAlignByProducts, roiAlignGradientByProducts } from './products';

/** The regions that read from one level, as TensorFlow's CropAndResize wants them. */
interface Group {
  readonly level: number;
  readonly shape: FeatureShape;
  /** Rows of the kernel's boxes. */
  readonly regions: readonly number[];
  /** [regions, 4] the first and last sample of each axis, where 0 and 1 are the first and last pixel of the padded map. */
  readonly corners: tf.Tensor2D;
  readonly pictures: tf.Tensor1D;
}

/**
 * tfjs-node: CropAndResize takes all samples of a region, mean pooling makes cells of them. The map is padded by a copy of
 * its border, which makes CropAndResize's rule for samples outside (0) begin one pixel further out, as RoIAlign wants it.
 */
export function roiAlignOnTensorflow(args: KernelArguments): tf.Tensor {
  const plan = planFromAttributes(args.attrs);
  if (plan.samplingRatio === ADAPTIVE || !plan.halfPixel) return roiAlignByProducts(args);
  const side = plan.outputSize * plan.samplingRatio;
  return tf.tidy(() => {
    const groups = groupByLevel(args, plan);
    const pooled = groups.map(({ level, corners, pictures }) => {
      const padded = tf.mirrorPad(pictureOf(args, `level${level}`), borderOfOne, 'symmetric');
      const samples = tf.image.cropAndResize(padded, corners, pictures, [side, side], 'bilinear', 0);
      return tf.avgPool(samples, plan.samplingRatio, plan.samplingRatio, 'valid');
    });
    const [only] = pooled;
    if (pooled.length === 1 && only !== undefined) return only;
    const position = new Int32Array(groups.reduce((sum, group) => sum + group.regions.length, 0));
    groups.flatMap((group) => group.regions).forEach((region, at) => { position[region] = at; });
    return tf.gather(tf.concat(pooled, 0), tf.tensor1d(position, 'int32'));
  });
}

export function roiAlignGradientOnTensorflow(args: KernelArguments): tf.Tensor[] {
  const plan = planFromAttributes(args.attrs);
  if (plan.samplingRatio === ADAPTIVE || !plan.halfPixel) return roiAlignGradientByProducts(args);
  const native = nativeBackend(args.backend);
  const dy = tensorOf(args, 'dy');
  return tf.tidy(() => {
    const groups = groupByLevel(args, plan);
    return plan.shapes.map((shape, level) => {
      const group = groups.find((candidate) => candidate.level === level);
      return group === undefined ? tf.zeros(shape) : levelGradient(native, dy, group, plan);
    });
  });
}

function levelGradient(native: NativeBackend, dy: tf.Tensor, group: Group, plan: RoiAlignPlan): tf.Tensor {
  const { outputSize, samplingRatio } = plan;
  const [batch, height, width, channels] = group.shape;
  const count = group.regions.length;
  const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_FLOAT, TF_INT32 } = native.binding;
  return tf.tidy(() => {
    const cells = count === dy.shape[0] ? dy : tf.gather(dy, tf.tensor1d([...group.regions], 'int32'));
    // Every sample of a cell gets an equal part of the cell's gradient.
    const part = tf.mul(tf.reshape(cells, [count, outputSize, 1, outputSize, channels]), 1 / (samplingRatio * samplingRatio));
    const samples = tf.reshape(tf.tile(tf.reshape(part, [count * outputSize, 1, outputSize, channels]), [1, samplingRatio, 1, samplingRatio]), [count, outputSize * samplingRatio, outputSize * samplingRatio, channels]);
    const padded = native.executeSingleOutput(
      'CropAndResizeGradImage',
      [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }, { name: 'method', type: TF_ATTR_STRING, value: 'bilinear' }],
      [samples, group.corners, group.pictures, tf.tensor1d([batch, height + 2, width + 2, channels], 'int32')],
    );
    return native.executeSingleOutput(
      'MirrorPadGrad',
      [
        { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'Tpaddings', type: TF_ATTR_TYPE, value: TF_INT32 },
        { name: 'mode', type: TF_ATTR_STRING, value: 'SYMMETRIC' },
      ],
      [padded, tf.tensor2d(borderOfOne, [4, 2], 'int32')],
    );
  });
}

const borderOfOne: [number, number][] = [[0, 0], [1, 1], [1, 1], [0, 0]];

/** Boxes are read here: this engine's tensors lie in the processor's memory, so nothing waits. */
function groupByLevel(args: KernelArguments, plan: RoiAlignPlan): Group[] {
  const boxes = tensorOf(args, 'boxes').dataSync();
  const pictures = tensorOf(args, 'batchIndices').dataSync();
  const byLevel: number[][] = plan.shapes.map(() => []);
  for (let region = 0; region < pictures.length; region++) {
    const [y1 = 0, x1 = 0, y2 = 0, x2 = 0] = boxes.subarray(4 * region, 4 * region + 4);
    byLevel[levelOfArea(boxArea(y1, x1, y2, x2), plan.levelAreas)]?.push(region);
  }
  const side = plan.outputSize * plan.samplingRatio;
  return byLevel.flatMap((regions, level): Group[] => {
    const shape = plan.shapes[level];
    if (regions.length === 0 || shape === undefined) return [];
    const [batch, height, width] = shape;
    const stride = plan.strides[level] ?? 1;
    const corners = new Float32Array(4 * regions.length);
    const owners = new Int32Array(regions.length);
    regions.forEach((region, row) => {
      const picture = pictures[region] ?? -1;
      const known = picture >= 0 && picture < batch;
      owners[row] = known ? picture : 0;
      for (let axis = 0; axis < 2; axis++) {
        const size = axis === 0 ? height : width;
        // A picture that does not exist: sample far outside, where everything is 0.
        const start = known ? (boxes[4 * region + axis] ?? 0) / stride - 0.5 : 1e6;
        const end = known ? (boxes[4 * region + axis + 2] ?? 0) / stride - 0.5 : 1e6;
        const halfStep = (end - start) / (2 * side);
        corners[4 * row + axis] = (start + halfStep + 1) / (size + 1);
        corners[4 * row + axis + 2] = (end - halfStep + 1) / (size + 1);
      }
    });
    return [{ level, shape, regions, corners: tf.tensor2d(corners, [regions.length, 4]), pictures: tf.tensor1d(owners, 'int32') }];
  });
}
