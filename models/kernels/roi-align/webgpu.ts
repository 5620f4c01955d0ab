import type { TensorInfo } from '@tensorflow/tfjs-core';
import { inputOf, inputsOf, type KernelArguments } from '../arguments';
import { threadPerOutput, webgpuBackend } from '../webgpu-program';
import { ADAPTIVE, mostSamples, planFromAttributes, type RoiAlignPlan } from './plan';

/** A thread for each number of the output: it chooses the level and takes the mean of its samples. */
export function roiAlignOnWebGpu(args: KernelArguments): TensorInfo {
  const plan = planFromAttributes(args.attrs);
  const { outputSize, shapes } = plan;
  const names = shapes.map((_, level) => `level${level}`);
  const boxes = inputOf(args, 'boxes');
  const inLevels = (statement: (name: string, level: number) => string): string =>
    `switch level { ${names.slice(1).map((name, i) => `case ${i + 1}: { ${statement(name, i + 1)} }`).join(' ')} default: { ${statement('level0', 0)} } }`;
  const shader = threadPerOutput({
    key: `foveaRoiAlign ${planKey(plan)}`,
    inputs: ['boxes', 'batchIndices', ...names],
    outputShape: [boxes.shape[0] ?? 0, outputSize, outputSize, shapes[0]?.[3] ?? 0],
    code: `
      ${regionCode(plan)}

      fn shapeOf(level : i32) -> vec4<i32> { ${inLevels((name) => `return uniforms.${name}Shape;`)} }
      fn feature(level : i32, at : i32) -> f32 { ${inLevels((name) => `return ${name}[at];`)} }

      fn main(index : i32) {
        if (index >= uniforms.size) { return; }
        let place = getCoordsFromIndex(index); // region, row, column, channel
        let region = regionOf(place.x);
        let shape = shapeOf(region.level);
        let picture = batchIndices[place.x];
        var sum = 0.0;
        if (picture >= 0 && picture < shape.x) {
          for (var i = 0; i < region.samples.x; i++) {
            let y = samplePosition(region.start.x, region.step.x, place.y * region.samples.x + i);
            if (!onMap(y, shape.y)) { continue; }
            let cy = clamp(y, 0.0, f32(shape.y - 1));
            let top = i32(cy);
            let bottom = min(top + 1, shape.y - 1);
            let fy = cy - f32(top);
            for (var j = 0; j < region.samples.y; j++) {
              let x = samplePosition(region.start.y, region.step.y, place.z * region.samples.y + j);
              if (!onMap(x, shape.z)) { continue; }
              let cx = clamp(x, 0.0, f32(shape.z - 1));
              let left = i32(cx);
              let right = min(left + 1, shape.z - 1);
              let fx = cx - f32(left);
              let upper = (picture * shape.y + top) * shape.z;
              let lower = (picture * shape.y + bottom) * shape.z;
              let c = place.w;
              let high = feature(region.level, (upper + left) * shape.w + c) * (1.0 - fx) + feature(region.level, (upper + right) * shape.w + c) * fx;
              let low = feature(region.level, (lower + left) * shape.w + c) * (1.0 - fx) + feature(region.level, (lower + right) * shape.w + c) * fx;
              sum += high * (1.0 - fy) + low * fy;
            }
          }
        }
        result[index] = sum / f32(region.samples.x * region.samples.y);
      }`,
  });
  return webgpuBackend(args.backend).runWebGPUProgram(shader, [boxes, inputOf(args, 'batchIndices'), ...inputsOf(args, 'level', shapes.length)], 'float32');
}

/**
 * A thread for each number of a level's gradient: it looks through all regions for samples that read its pixel.
 * The other way round, samples adding to pixels, needs atomic addition, which WGSL has for integers only.
 */
export function roiAlignGradientOnWebGpu(args: KernelArguments): TensorInfo[] {
  const plan = planFromAttributes(args.attrs);
  const backend = webgpuBackend(args.backend);
  return plan.shapes.map((shape, level) => {
    const shader = threadPerOutput({
      key: `foveaRoiAlignGrad ${level} ${planKey(plan)}`,
      inputs: ['dy', 'boxes', 'batchIndices'],
      outputShape: shape,
      code: `
        ${regionCode(plan)}

        fn weight(position : f32, pixel : i32, size : i32) -> f32 {
          if (!onMap(position, size)) { return 0.0; }
          return max(0.0, 1.0 - abs(clamp(position, 0.0, f32(size - 1)) - f32(pixel)));
        }

        /** Whether any sample of a region may read a pixel, along one axis. */
        fn reaches(start : f32, step : f32, samples : i32, pixel : i32, size : i32) -> bool {
          let end = start + step * f32(CELLS * samples);
          let low = clamp(min(start, end), 0.0, f32(size - 1));
          let high = clamp(max(start, end), 0.0, f32(size - 1));
          return low < f32(pixel + 1) && high > f32(pixel - 1);
        }

        fn main(index : i32) {
          if (index >= uniforms.size) { return; }
          let place = getCoordsFromIndex(index); // picture, row, column, channel
          let shape = uniforms.outShape;
          var sum = 0.0;
          for (var i = 0; i < uniforms.boxesShape.x; i++) {
            if (batchIndices[i] != place.x) { continue; }
            let region = regionOf(i);
            if (region.level != ${level}) { continue; }
            if (!reaches(region.start.x, region.step.x, region.samples.x, place.y, shape.y) || !reaches(region.start.y, region.step.y, region.samples.y, place.z, shape.z)) { continue; }
            let share = 1.0 / f32(region.samples.x * region.samples.y);
            for (var row = 0; row < CELLS * region.samples.x; row++) {
              let wy = weight(samplePosition(region.start.x, region.step.x, row), place.y, shape.y);
              if (wy == 0.0) { continue; }
              for (var column = 0; column < CELLS * region.samples.y; column++) {
                let wx = weight(samplePosition(region.start.y, region.step.y, column), place.z, shape.z);
                if (wx == 0.0) { continue; }
                sum += share * wy * wx * dy[((i * CELLS + row / region.samples.x) * CELLS + column / region.samples.y) * shape.w + place.w];
              }
            }
          }
          result[index] = sum;
        }`,
    });
    return backend.runWebGPUProgram(shader, [inputOf(args, 'dy'), inputOf(args, 'boxes'), inputOf(args, 'batchIndices')], 'float32');
  });
}

/** Only adaptive samples depend on the shapes of the maps. */
const planKey = ({ strides, levelAreas, outputSize, samplingRatio, halfPixel, shapes }: RoiAlignPlan): string =>
  [strides, levelAreas, outputSize, samplingRatio, halfPixel, samplingRatio === ADAPTIVE ? shapes : ''].join(' ');

/** What forward and gradient share: where a region begins on the map of its level, its samples and how far apart they are; y then x. */
function regionCode(plan: RoiAlignPlan): string {
  const { strides, levelAreas, outputSize, samplingRatio, halfPixel, shapes } = plan;
  const most = shapes.map(([, height, width]) => `vec2<f32>(${mostSamples(plan, height)}.0, ${mostSamples(plan, width)}.0)`);
  return `
    const CELLS = ${outputSize};

    struct Region { level : i32, start : vec2<f32>, step : vec2<f32>, samples : vec2<i32> };

    fn regionOf(i : i32) -> Region {
      let near = vec2<f32>(boxes[4 * i], boxes[4 * i + 1]);
      let far = vec2<f32>(boxes[4 * i + 2], boxes[4 * i + 3]);
      let size = max(far - near, vec2<f32>(0.0));
      let area = size.x * size.y;
      var level = 0;
      var stride = f32(${strides[0] ?? 1});
      var most = ${most[0] ?? ''};
      ${levelAreas.map((least, i) => `if (area >= f32(${least})) { level = ${i + 1}; stride = f32(${strides[i + 1] ?? 1}); most = ${most[i + 1] ?? ''}; }`).join('\n')}
      let start = near / stride${halfPixel ? ' - 0.5' : ''};
      let length = ${halfPixel ? '(far - near) / stride' : 'max((far - near) / stride, vec2<f32>(1.0))'};
      let samples = ${samplingRatio === ADAPTIVE ? 'clamp(ceil(length / f32(CELLS)), vec2<f32>(1.0), most)' : 'most'};
      return Region(level, start, length / (f32(CELLS) * samples), vec2<i32>(samples));
    }

    fn samplePosition(start : f32, step : f32, sample : i32) -> f32 { return start + (f32(sample) + 0.5) * step; }
    fn onMap(position : f32, size : i32) -> bool { return position >= -1.0 && position <= f32(size); }
  `;
}
