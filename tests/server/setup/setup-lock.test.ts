import { spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { inProject } from '../../../server/setup/root.mjs';

const running: (() => void)[] = [];
afterEach(() => {
  for (const end of running.splice(0)) end();
});

/** A process that takes the lock, and what it says. */
function start(how: 'hold' | 'child' | 'pass') {
  const child = spawn(process.execPath, [inProject('tests', 'server', 'setup', 'lock-holder.mjs'), how], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(() => child.kill('SIGKILL'));
  let said = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    for (const listener of listeners) listener();
  });
  const hears = (words: string | RegExp) => new Promise<RegExpExecArray>((resolve) => {
    const listener = () => {
      const found = new RegExp(words).exec(said);
      if (found !== null) resolve(found);
    };
    listeners.add(listener);
    listener();
  });
  return { child, hears, said: () => said, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

it('is held by one process at a time; the others say that they wait, and each gets it when the one before has ended', async () => {
  const first = start('hold');
  await first.hears('mine');
  const others = [start('pass'), start('pass')];
  await Promise.all(others.map(({ hears }) => hears('waiting until it is done')));
  expect(others.map(({ said }) => said().includes('mine'))).toEqual([false, false]);
  first.child.kill('SIGKILL');
  await Promise.all(others.flatMap(({ hears, ended }) => [hears('mine'), ended]));
  expect(others.map(({ said }) => said().split('waiting until').length)).toEqual([2, 2]);
});

it.skipIf(process.platform === 'win32')('is held on by a program that goes on after the process that has started it was killed (not on Windows)', async () => {
  const first = start('child');
  const [, pid] = await first.hears(/child (\d+)/);
  let alive = true;
  const endChild = () => {
    if (alive) process.kill(Number(pid), 'SIGKILL');
    alive = false;
  };
  running.push(endChild);
  await first.hears('mine');
  first.child.kill('SIGKILL');
  await first.ended;
  const second = start('pass');
  await second.hears('waiting until it is done');
  expect(second.said()).not.toContain('mine');
  endChild();
  await second.hears('mine');
});
