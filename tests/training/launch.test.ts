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
  for (const part of ['commands', 'command-line']) mkdirSync(join(folder, 'training', part), { recursive: true });
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const file of ['launch.mjs', 'receive-arguments.mjs']) cpSync(join(repository, 'training', file), join(folder, 'training', file));
  cpSync(join(repository, 'training', 'command-line', 'run-command.ts'), join(folder, 'training', 'command-line', 'run-command.ts'));
  for (const file of ['errors.ts', 'printable.ts']) cpSync(join(repository, 'models', file), join(folder, 'models', file));
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
  writeFileSync(join(folder, 'training', 'commands', 'die.ts'), 'process.kill(process.pid, process.argv[2]);');
  writeFileSync(join(folder, 'training', 'commands', 'long.ts'), `
    import { readFileSync } from 'node:fs';
    const commandLine = process.platform === 'linux' ? readFileSync('/proc/self/cmdline').length : 0;
    console.log(JSON.stringify({ args: process.argv.slice(2), commandLine, environment: Object.keys(process.env).filter((name) => name.startsWith('FOVEA_')) }));
  `);
  writeFileSync(join(folder, 'training', 'commands', 'fail.ts'), `
    import { Command } from 'commander';
    import { NotFoundError, TrainingError } from '../../models/errors';
    import { runCommand } from '../command-line/run-command';
    const program = new Command('fail').option('--how <kind>').action(({ how }: { how?: string }) => {
      if (how === 'missing') throw new NotFoundError('There is no model "x".');
      if (how === 'training') throw new TrainingError('The loss is not finite.');
      if (how === 'escape') throw new NotFoundError('There is no model "\\u001b[31m".');
      if (how === 'defective escape') throw new Error('no such file "\\u001b[31m"');
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

describe('what a command line is too short for', () => {
  it('reaches a command all the same', () => {
    const args = Array.from({ length: 1500 }, (_, index) => `/somewhere/among/pictures/frame-${index}.jpg`);
    const { status, stdout } = launch(['long', ...args]);
    const received = JSON.parse(stdout) as { args: string[]; commandLine: number; environment: string[] };
    expect([status, received.args]).toEqual([0, args]);
    expect(received.commandLine).toBeLessThan(2000);
    expect(received.environment).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a command that a signal ends (not on Windows)', () => {
  it.each([
    ['SIGSEGV', 139, /"npm run die" was ended by SIGSEGV: .*--engine wasm/],
    ['SIGABRT', 134, /ended by SIGABRT: .*--engine wasm/],
    ['SIGKILL', 137, /ended by SIGKILL: .*memory/],
    ['SIGTERM', 143, /^$/],
  ])('%s is told and ends with %i', (signal, expected, message) => {
    const { status, stderr } = launch(['die', signal]);
    expect([status, stderr]).toEqual([expected, expect.stringMatching(message)]);
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

  it('prints nothing that a terminal obeys', () => {
    const { stderr } = launch(['fail', '--how', 'escape']);
    expect(stderr).toContain('\\x1b[31m');
    expect(launch(['fail', '--how', 'defective escape']).stderr).toContain('\\x1b[31m');
    expect(launch(['fail', '--\u001b[31m']).stderr).not.toContain('\u001b');
  });

  it('shows help without failing', () => {
    const { status, stdout } = launch(['fail', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('--how');
  });
});
