import { LANES, operandsOf, WORKGROUP, type Operand, type Step } from './step';

/** Bindings of every kernel, in one group that is made once: only the dynamic offset of the sizes changes between steps. */
export const BINDINGS = { sizes: 0, arena: 1, parameters: 2, list: 3 } as const;

/**
 * The whole shader of a step. Steps whose shaders are equal share a pipeline, so sizes and places are uniforms.
 *
 * A kernel sees four channels at a time: `read_<name>(row, c)` gives those from 4c on of an operand (0 beyond its last),
 * `put(row, c, v)` writes them, and nothing beyond the last. Where every operand is aligned the arena is one of vectors.
 */
export function shaderOf(step: Step): string {
  const wide = isWide(step);
  return `
struct Sizes { ${Object.keys(uniformsOf(step, () => 0)).map((name) => `${name} : i32`).join(', ')} }
@group(0) @binding(${BINDINGS.sizes}) var<uniform> s : Sizes;
@group(0) @binding(${BINDINGS.arena}) var<storage, read_write> arena : array<${wide ? 'vec4<f32>' : 'f32'}>;
@group(0) @binding(${BINDINGS.parameters}) var<storage, read> parameters : array<vec4<f32>>;
@group(0) @binding(${BINDINGS.list}) var<storage, read_write> list : array<atomic<u32>>;
var<private> local : i32;
${Object.entries(step.reads).map(([name, operand]) => reader(name, operand, wide)).join('')}${step.write === 'list' ? '' : writer(wide)}
${step.body}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>, @builtin(local_invocation_index) thread : u32) {
  local = i32(thread);
  run(i32(group.y * groups.x + group.x) * ${WORKGROUP} + local);
}
`;
}

/** The numbers of `Sizes`, in its order. @param startOf where a region begins in the arena, in floats (a multiple of 4) */
export function uniformsOf(step: Step, startOf: (operand: Operand) => number): Record<string, number> {
  const unit = isWide(step) ? LANES : 1;
  const uniforms: Record<string, number> = {};
  for (const [name, operand] of Object.entries({ ...step.reads, ...(step.write !== 'list' && { out: step.write }) })) {
    uniforms[`${name}_at`] = (startOf(operand) + operand.offset) / unit;
    uniforms[`${name}_row`] = operand.row / unit;
    uniforms[`${name}_channels`] = operand.channels;
  }
  return { ...uniforms, ...step.sizes };
}

/** Whether all operands can be read and written four numbers at a time. */
function isWide({ reads, write }: Pick<Step, 'reads' | 'write'>): boolean {
  return operandsOf({ reads, write }).every(({ offset, row, channels, isNumber }) => offset % LANES === 0 && (isNumber === true || (row % LANES === 0 && channels % LANES === 0)));
}

function reader(name: string, { isNumber }: Operand, wide: boolean): string {
  const place = `s.${name}_at + row * s.${name}_row`;
  const declaration = `fn read_${name}(row : i32, c : i32) -> vec4<f32>`;
  if (isNumber === true) return `${declaration} { return vec4<f32>(arena[${place}]${wide ? '.x' : ''}); }\n`;
  if (wide) return `${declaration} { return arena[${place} + c]; }\n`;
  const lane = (i: number) => `select(0.0, arena[at + ${i}], left > ${i})`;
  return `${declaration} {
  let at = ${place} + 4 * c;
  let left = s.${name}_channels - 4 * c;
  return vec4<f32>(arena[at], ${lane(1)}, ${lane(2)}, ${lane(3)});
}
`;
}

function writer(wide: boolean): string {
  if (wide) return 'fn put(row : i32, c : i32, v : vec4<f32>) { arena[s.out_at + row * s.out_row + c] = v; }\n';
  return `fn put(row : i32, c : i32, v : vec4<f32>) {
  let at = s.out_at + row * s.out_row + 4 * c;
  let left = min(4, s.out_channels - 4 * c);
  for (var i = 0; i < left; i++) { arena[at + i] = v[i]; }
}
`;
}

/** A number as WGSL has it. */
export const literal = (value: number): string => (Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : `${value}`);
