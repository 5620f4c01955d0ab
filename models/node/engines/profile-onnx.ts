import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineError } from '../../errors';
import { sizeOf } from '../../graph/graph';
import { encodeModel, type OnnxModel } from '../../graph/onnx/model';
import type { OnnxRuntime, OnnxSessionOptions } from '../../engine/onnx-predictor';

/** A node as onnxruntime runs it: its own optimiser merges some, under the name of one of them, and adds others. */
export interface ProfiledNode {
  readonly name: string;
  readonly type: string;
  /** Of the fastest of a few rounds. */
  readonly seconds: number;
}

const WARM_UPS = 2;
const ROUNDS = 8;
const SUFFIX = '_kernel_time';

const profileSchema = z.array(z.object({ name: z.string(), dur: z.number(), args: z.looseObject({ op_name: z.string().optional(), node_index: z.string().optional() }) }));

/** Runs a model over an empty picture with onnxruntime's profiler, which writes a file. */
export async function profileOnnx(runtime: OnnxRuntime, model: OnnxModel, options: OnnxSessionOptions): Promise<ProfiledNode[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fovea-profile-'));
  try {
    await runRounds(runtime, model, { ...options, enableProfiling: true, profileFilePrefix: join(folder, 'rounds') });
    const [file] = await readdir(folder);
    if (file === undefined) throw new EngineError('onnxruntime has written no profile.');
    return fastestOf(await readFile(join(folder, file), 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runRounds({ InferenceSession, Tensor }: OnnxRuntime, model: OnnxModel, options: OnnxSessionOptions): Promise<void> {
  const inputs = Object.fromEntries(model.inputs.map(({ name, dims }) => {
    const shape = dims.map(Number);
    return [name, new Tensor('float32', new Float32Array(sizeOf(shape)), shape)];
  }));
  const session = await InferenceSession.create(encodeModel(model), options);
  try {
    for (let round = -WARM_UPS; round < ROUNDS; round++) await session.run(inputs);
    session.endProfiling();
  } finally {
    await session.release();
  }
}

function fastestOf(profile: string): ProfiledNode[] {
  const rounds = new Map<string, ProfiledNode[]>();
  for (const { name, dur, args: { op_name: type = '', node_index: index } } of profileSchema.parse(JSON.parse(profile))) {
    if (index === undefined || !name.endsWith(SUFFIX)) continue;
    const node = { name: name.slice(0, -SUFFIX.length), type, seconds: dur / 1e6 };
    rounds.set(index, [...rounds.get(index) ?? [], node]);
  }
  return [...rounds.values()].flatMap((all) => all.slice(WARM_UPS).sort((a, b) => a.seconds - b.seconds).slice(0, 1));
}
