import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { repositoryRoot } from '../engines/repository-root';

export interface StepSize {
  readonly batch: number;
  /** Side of the pictures. */
  readonly size: number;
  /** MobileNetV2's width multiplier. */
  readonly width: number;
  readonly rounds: number;
}

const measuredSchema = z.object({ version: z.string(), threads: z.number(), cpuMs: z.number(), wallMs: z.number() });

/**
 * The same training step in PyTorch, the yardstick, by the Python that FOVEA_PYTHON names (default python3).
 * @returns median milliseconds of a step, or why there are none
 */
export async function torchStep({ batch, size, width, rounds }: StepSize): Promise<z.infer<typeof measuredSchema> | { readonly missing: string }> {
  const python = process.env['FOVEA_PYTHON'] ?? 'python3';
  const program = join(repositoryRoot, 'training', 'bench', 'torch-step.py');
  try {
    const { stdout } = await promisify(execFile)(python, [program, ...[batch, size, width, rounds].map(String)]);
    return measuredSchema.parse(JSON.parse(stdout));
  } catch (error) {
    const last = error instanceof Error ? error.message.trim().split('\n').at(-1) : undefined;
    return { missing: `PyTorch was not measured with ${python}: ${last ?? 'no reason given'}` };
  }
}
