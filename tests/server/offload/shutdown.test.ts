import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Failure } from '../../../models/protocol/messages';
import { dialAndSelect } from './house';
import { startCommand } from './server-process';

const environment = { OFFLOAD: 'only', OFFLOAD_ENGINE: 'wasm', OFFLOAD_WORKERS: '1', PORT: '0' };

async function startAndStop(command: readonly string[]) {
  const server = await startCommand(command, environment);
  const { socket } = await dialAndSelect(server.url);
  const farewell = new Promise<Failure>((resolve) => socket.once('failure', resolve));
  const gone = new Promise((resolve) => socket.once('disconnect', resolve));
  const status = await server.end();
  expect((await farewell).code).toBe('closing');
  await gone;
  expect(server.output()).not.toContain('From a phone');
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  return status;
}

it('ends in order when a container stops: the signal reaches it through the command of the image', async () => {
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '[]') as string[];
  expect(await startAndStop(command)).toBe(0);
});

it.skipIf(process.platform === 'win32')('ends in order when npm alone was told to', async () => {
  await startAndStop(['npm', 'start']);
});
