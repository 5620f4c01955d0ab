import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError, TrainingError } from '../../../models/errors';
import { checkpointPath, decodeCheckpoint, encodeCheckpoint, loadCheckpoint, saveCheckpoint, type Checkpoint } from '../../../training/loop/checkpoint';
import { sampleCheckpoint } from './sample-checkpoint';

let outDir: string;
const lines: string[] = [];
const report = (line: string) => lines.push(line);
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'fovea-checkpoint-'));
  lines.length = 0;
});
afterEach(() => rm(outDir, { recursive: true }));

const named = fc.dictionary(
  fc.stringMatching(/^[a-z0-9]{1,6}(\/[a-z0-9]{1,6}){0,3}$/),
  fc.array(fc.float({ noNaN: true }), { maxLength: 9 }),
).map((values) => new Map(Object.entries(values).map(([name, numbers]) => [name, { shape: [numbers.length], values: Float32Array.from(numbers) }])));
const checkpoints: fc.Arbitrary<Checkpoint> = fc.record({
  format: fc.constant(1 as const),
  recipe: fc.string(),
  options: fc.dictionary(fc.string().filter((key) => key !== '__proto__'), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer()))),
  seed: fc.integer(),
  step: fc.nat(),
  elapsedSeconds: fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0),
  parameters: named,
  average: named,
  optimizer: fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,8}$/), named.filter((values) => values.size > 0)).map((moments) => new Map(Object.entries(moments))),
});

describe('a checkpoint', () => {
  it('comes back as it was written', () => {
    fc.assert(fc.property(checkpoints, (checkpoint) => {
      expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
    }), { numRuns: 50 });
  });

  it('is refused when cut off anywhere, or with any bit of its content turned', () => {
    const bytes = encodeCheckpoint(sampleCheckpoint(3, 40));
    const header = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)) + 8;
    fc.assert(fc.property(fc.nat(bytes.length - 1), (length) => {
      expect(() => decodeCheckpoint(bytes.subarray(0, length))).toThrow();
    }));
    fc.assert(fc.property(fc.integer({ min: header, max: bytes.length - 1 }), fc.nat(7), (at, bit) => {
      const altered = bytes.slice();
      altered[at] = (altered[at] ?? 0) ^ (1 << bit);
      expect(() => decodeCheckpoint(altered)).toThrow(/checksum/);
    }));
  });

  it('is refused when its notes were changed by hand', () => {
    const text = Buffer.from(encodeCheckpoint(sampleCheckpoint(3, 4))).toString('latin1');
    expect(text).toContain('\\"step\\":3');
    expect(() => decodeCheckpoint(Buffer.from(text.replace('\\"step\\":3', '\\"step\\":4'), 'latin1'))).toThrow(/checksum/);
  });
});

describe('saveCheckpoint and loadCheckpoint', () => {
  it('go back to the one before when the last is damaged, and say so', async () => {
    await saveCheckpoint(outDir, sampleCheckpoint(1));
    await saveCheckpoint(outDir, sampleCheckpoint(2));
    expect((await loadCheckpoint(outDir, report)).step).toBe(2);
    expect(lines).toEqual([]);
    const bytes = await readFile(checkpointPath(outDir));
    await writeFile(checkpointPath(outDir), bytes.subarray(0, bytes.length / 2));
    expect((await loadCheckpoint(outDir, report)).step).toBe(1);
    expect(lines.join('')).toMatch(/cut off.*at step 1/);
  });

  it('go on where a crash came between the two renames', async () => {
    await saveCheckpoint(outDir, sampleCheckpoint(1));
    await rename(checkpointPath(outDir), join(outDir, 'checkpoint.previous.safetensors'));
    expect((await loadCheckpoint(outDir, report)).step).toBe(1);
    await saveCheckpoint(outDir, sampleCheckpoint(2));
    expect((await loadCheckpoint(outDir, report)).step).toBe(2);
  });

  it('tell a folder without a run from one with nothing whole in it', async () => {
    await expect(loadCheckpoint(outDir, report)).rejects.toThrow(NotFoundError);
    await writeFile(checkpointPath(outDir), 'something else');
    await expect(loadCheckpoint(outDir, report)).rejects.toThrow(TrainingError);
  });

  it.skipIf(!existsSync('/dev/full'))('keep the old one when the disk is full (needs /dev/full)', async () => {
    await saveCheckpoint(outDir, sampleCheckpoint(1));
    await symlink('/dev/full', `${checkpointPath(outDir)}.part`);
    await expect(saveCheckpoint(outDir, sampleCheckpoint(2))).rejects.toThrow('ENOSPC');
    expect((await loadCheckpoint(outDir, report)).step).toBe(1);
  });

  it.skipIf(process.platform === 'win32')('leave a whole checkpoint whenever the process is killed', async () => {
    let latest = 0;
    for (const delayMs of [0, 13, 29]) {
      const script = join(import.meta.dirname, 'save-without-end.ts');
      const child = spawn(process.execPath, ['--import', 'tsx', script, outDir, String(latest)], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await new Promise((done) => setTimeout(done, delayMs));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { step, parameters, elapsedSeconds } = await loadCheckpoint(outDir, report);
      expect(step).toBeGreaterThan(latest);
      expect(elapsedSeconds).toBe(step);
      expect(parameters.get('kernel')?.values.every((value) => value === step)).toBe(true);
      latest = step;
    }
  }, 180_000);
});
