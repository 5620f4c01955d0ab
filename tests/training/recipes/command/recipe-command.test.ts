import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../../../models/errors';
import { bestWeightsPath } from '../../../../training/loop/best-weights';
import { loadCheckpoint } from '../../../../training/loop/checkpoint';
import { recipeCommand } from '../../../../training/recipes/command/recipe-command';
import { parseRecipeOptions } from '../../../../training/recipes/command/recipe-options';
import { regressionRecipe } from '../regression-recipe';

let folder: string;
let printed: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-recipe-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => { printed += String(text); return true; });
  vi.spyOn(console, 'log').mockImplementation((text) => { printed += `${String(text)}\n`; });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Runs `regression` with these arguments, in a folder of the test; commander's own errors are thrown. */
async function runRecipe(...args: string[]): Promise<void> {
  const command = recipeCommand(regressionRecipe).exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(['--data', folder, '--out', join(folder, 'run'), '--engine', 'cpu', ...args], { from: 'user' });
}
const exported = async () => JSON.parse(await readFile(join(folder, 'run', 'model', 'exported.json'), 'utf8')) as { info: { command: string; step: number; metrics: object }; started: boolean };

describe('a recipe on the command line', () => {
  it('trains, exports, and its card will name the command that does it again', async () => {
    await runRecipe('--steps', '5', '--learning-rate', '0.01', '--seed', '7', '--sizes', '4,8');
    expect((await exported()).info).toMatchObject({ command: 'npm run train -- regression --seed 7 --steps 5 --learning-rate 0.01 --sizes 4,8', step: 5 });
    expect(printed).toMatch(/Done after 5 of 5 steps/);
  });

  it('refuses to write over a run, and goes on with it when told so', async () => {
    await runRecipe('--steps', '5');
    await expect(runRecipe('--steps', '5')).rejects.toThrow(/There is a run .* already.*--resume.*--out/);
    await runRecipe('--resume', '--steps', '8');
    expect(printed).toMatch(/--steps 8 in place of 5/);
    expect((await exported()).info.command).toBe('npm run train -- regression --steps 8');
    expect((await loadCheckpoint(join(folder, 'run'), () => undefined)).step).toBe(8);
  });

  it('starts from a weights file', async () => {
    await runRecipe('--steps', '10');
    await runRecipe('--init', bestWeightsPath(join(folder, 'run')), '--out', join(folder, 'second'), '--steps', '2');
    const { started, info } = JSON.parse(await readFile(join(folder, 'second', 'model', 'exported.json'), 'utf8')) as { started: boolean; info: { command: string } };
    expect(started).toBe(true);
    expect(info.command).toContain('best.safetensors');
  });

  it('prints what it would do, and does nothing', async () => {
    await runRecipe('--dry-run', '--kind', 'sgd');
    expect(JSON.parse(printed)).toMatchObject({ recipe: 'regression', seed: 1, options: { steps: 20, kind: 'sgd', flip: false, sizes: [8] } });
    await expect(exported()).rejects.toThrow('ENOENT');
  });

  it.each([
    [['--stepz', '3'], /unknown option '--stepz'\s+\(Did you mean --steps/],
    [['--steps', 'many'], /--steps: given many, expected a whole number at least 1 and at most 100000\./],
    [['--steps', '2.5'], /--steps: given 2.5, expected a whole number/],
    [['--steps', '0'], /--steps: given 0, expected a whole number at least 1/],
    [['--learning-rate', '0'], /--learning-rate: given 0, expected a number above 0\./],
    [['--learning-rate', ''], /--learning-rate: given , expected a number above 0\./],
    [['--kind', 'adam', '--flip', 'yes'], /--kind: given adam, expected sgd or adamw\.\n--flip: given yes, expected true or false\./],
    [['--sizes', '4,x'], /--sizes: given 4,x, expected numbers with commas between\./],
    [['--steps'], /argument missing/],
    [['--seed', 'x'], /expected a whole number/],
    [['--max-minutes', '0'], /expected a number above 0/],
    [['--engine', 'abacus'], /no engine "abacus"/],
    [['--data', '/nowhere/at/all'], /no folder .*nowhere.*--data expects/],
    [['--init', 'no-such-model'], /no model 'no-such-model'/],
    [['--init', 'none.safetensors'], /none\.safetensors cannot be read/],
    [['--resume'], /no checkpoint.*nothing to resume/],
    [['--resume', '--init', 'x'], /exclude each other/],
  ])('says what is wrong with %j and what is expected', async (args, message) => {
    await expect(runRecipe(...args)).rejects.toThrow(message);
    await expect(runRecipe(...args)).rejects.toSatisfy((error) => error instanceof InvalidInputError || error instanceof NotFoundError || (error instanceof Error && 'exitCode' in error));
  });

  it('lists every option with what it takes and its default', () => {
    const help = recipeCommand(regressionRecipe).configureHelp({ helpWidth: 200 }).helpInformation();
    expect(help).toContain('Takes a second.');
    expect(help).toMatch(/--steps <integer>\s+updates of the run \(a whole number at least 1 and at most 100000; default 20\)/);
    expect(help).toMatch(/--kind <choice>\s+optimizer \(sgd or adamw; default adamw\)/);
    expect(help).toMatch(/--sizes <array>\s+.*\(numbers with commas between; default 8\)/);
  });

  it.skipIf(process.platform === 'win32')('ends well when told to stop, and goes on from there', async () => {
    const out = join(folder, 'run');
    await mkdir(out);
    await writeFile(join(out, 'unrelated.txt'), 'kept');
    const child = spawn(process.execPath, [
      '--import', 'tsx', join(import.meta.dirname, '..', 'train-regression.ts'), 'regression', '--data', folder, '--out', out, '--engine', 'cpu', '--steps', '100000',
    ], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stopping = false;
    const ended = new Promise<number | null>((done) => child.on('close', done));
    child.stderr.on('data', (data) => { output += String(data); });
    child.stdout.on('data', (data) => {
      output += String(data);
      // The first line about a step: training is under way.
      if (!stopping && /^step 1\//m.test(output)) stopping = child.kill('SIGTERM');
    });
    expect(await ended, output).toBe(0);
    expect(output).toMatch(/Stopping after this step/);
    const { info } = await exported();
    const { step } = await loadCheckpoint(out, () => undefined);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(100_000);
    expect(info.step).toBeLessThanOrEqual(step);
    await runRecipe('--resume', '--steps', String(step + 3));
    expect((await loadCheckpoint(out, () => undefined)).step).toBe(step + 3);
  }, 180_000);
});

describe('parseRecipeOptions', () => {
  it('takes what is given, then what the run had, then the default, and reports a rule of the recipe itself', () => {
    const schema = z.strictObject({ a: z.number().default(1), b: z.number().default(2), c: z.string().default('x').refine((text) => text !== 'bad', 'anything but bad') });
    expect(parseRecipeOptions(schema, { a: '5', data: 'ignored' }, { a: 7, b: 8 })).toEqual({ a: 5, b: 8, c: 'x' });
    expect(() => parseRecipeOptions(schema, { c: 'bad' })).toThrow('--c: given bad, expected anything but bad.');
  });
});
