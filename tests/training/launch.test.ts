import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = resolve(import.meta.dirname, '..', '..');
let folder = '';

/** A repository of its own with the launcher and commands made for these tests. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-launch-'));
  mkdirSync(join(folder, 'training', 'commands'), { recursive: true });
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  cpSync(join(repository, 'training', 'launch.mjs'), join(folder, 'training', 'launch.mjs'));
  cpSync(join(repository, 'training', 'commands', 'run-command.ts'), join(folder, 'training', 'commands', 'run-command.ts'));
  cpSync(join(repository, 'models', 'errors.ts'), join(folder, 'models', 'errors.ts'));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'training', 'commands', 'show.ts'), `
    const answer: string = JSON.stringify({ args: process.argv.slice(2), malloc: process.env.MALLOC_TOP_PAD_, log: process.env.TF_CPP_MIN_LOG_LEVEL });
    console.log(answer);
    process.exitCode = Number(process.env.TEST_EXIT ?? 0);
  `);
  writeFileSync(join(folder, 'training', 'commands', 'wait.ts'), `
    process.on('SIGTERM', () => { console.log('stopping'); process.exit(7); });
    setInterval(() => undefined, 1000);
    console.log('ready');
  `);
  writeFileSync(join(folder, 'training', 'commands', 'fail.ts'), `
    import { Command } from 'commander';
    import { NotFoundError, TrainingError } from '../../models/errors';
    import { runCommand } from './run-command';
    const program = new Command('fail').option('--how <kind>').action(({ how }: { how?: string }) => {
      if (how === 'missing') throw new NotFoundError('There is no model "x".');
      if (how === 'training') throw new TrainingError('The loss is not finite.');
      if (how === 'defect') throw new RangeError('out of range');
    });
    program.command('part').option('--size <n>').action(() => undefined);
    await runCommand(program);
  `);
});
afterAll(() => rmSync(folder, { recursive: true }));

function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'training', 'launch.mjs'), ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, stdout, stderr };
}

describe('the launcher', () => {
  it('hands arguments, the environment and the exit code through', () => {
    const { status, stdout } = launch(['show', '--flag', 'two words'], { TEST_EXIT: '3' });
    expect(JSON.parse(stdout)).toEqual({ args: ['--flag', 'two words'], malloc: '268435456', log: '2' });
    expect(status).toBe(3);
  });

  it('keeps what the user has set', () => {
    expect(launch(['show'], { TF_CPP_MIN_LOG_LEVEL: '0' }).stdout).toContain('"log":"0"');
  });

  it('lists the commands when one is unknown or missing', () => {
    for (const args of [['trian'], []]) {
      const { status, stderr } = launch(args);
      expect(status).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain('npm run show, npm run wait');
      expect(stderr).not.toContain('run-command');
    }
  });

  it('says to run npm ci where packages are missing', () => {
    const bare = mkdtempSync(join(tmpdir(), 'fovea-bare-'));
    cpSync(join(folder, 'training'), join(bare, 'training'), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(bare, 'training', 'launch.mjs'), 'show'], { encoding: 'utf8' });
    rmSync(bare, { recursive: true });
    expect(status).toBe(2);
    expect(stderr).toContain('npm ci');
  });

  it.skipIf(process.platform === 'win32')('passes a signal on and waits for the command to end (not on Windows)', async () => {
    const child = spawn(process.execPath, [join(folder, 'training', 'launch.mjs'), 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (text.includes('ready')) child.kill('SIGTERM');
    });
    const code = await new Promise((done) => child.on('close', done));
    expect(printed).toContain('stopping');
    expect(code).toBe(7);
  });
});

describe('a command', () => {
  it.each([
    [['--how', 'missing'], 2, 'There is no model "x".'],
    [['--how', 'training'], 1, 'The loss is not finite.'],
    [['--unknown'], 2, "error: unknown option '--unknown'"],
    [['part', '--unknown'], 2, "error: unknown option '--unknown'"],
  ] as const)('%j ends with %i and one line', (args, expected, message) => {
    const { status, stderr } = launch(['fail', ...args]);
    expect(status).toBe(expected);
    expect(stderr.trim()).toBe(message);
  });

  it('prints the stack of a defect', () => {
    const { status, stderr } = launch(['fail', '--how', 'defect']);
    expect(status).toBe(1);
    expect(stderr).toContain('RangeError: out of range');
    expect(stderr).toContain('fail.ts');
  });

  it('shows help without failing', () => {
    const { status, stdout } = launch(['fail', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--how');
  });
});
