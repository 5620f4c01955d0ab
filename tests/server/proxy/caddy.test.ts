import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listen } from '../../../server/listen';
import { inProject } from '../../../server/setup/root.mjs';
import { connectionsIn, openLookers } from '../offload/lookers';
import { startOffload } from '../offload/server-process';

const hasCaddy = spawnSync('caddy', ['version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Caddy with the file that is shipped, before servers on this machine. */
async function startCaddy(ports: readonly number[]) {
  const shipped = await readFile(inProject('server', 'proxy', 'Caddyfile'), 'utf8');
  const here = shipped.replace('fovea-1:3000 fovea-2:3000', ports.map((port) => `127.0.0.1:${port}`).join(' '));
  expect(here).not.toBe(shipped);
  const folder = await mkdtemp(join(tmpdir(), 'fovea-caddy-'));
  const config = join(folder, 'Caddyfile');
  await writeFile(config, `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}\n\n${here}`);
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
    env: { ...process.env, FOVEA_SITE: url, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  let runs = true;
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    runs = false;
  });
  return {
    url,
    output: () => output,
    get runs() { return runs; },
    close: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

it.skipIf(!hasCaddy)('behind the proxy of compose.yaml, clients are shared out, and go on with the other replica when one is killed (needs caddy)', async () => {
  const start = () => startOffload(['--engine', 'wasm', '--workers', '1', '--trust-proxy', '--connections-per-address', '4', '--deadline-ms', '60000']);
  const [first, last] = await Promise.all([start(), start()]);
  const proxy = await startCaddy([first.port, last.port]);
  const connections = async (port: number) => connectionsIn(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
  const statusOf = (path: string) => fetch(proxy.url + path).then(({ status }) => status, () => 0);
  try {
    while (proxy.runs && (await statusOf('/healthz')) !== 200) await pause();
    // What is for the inside stays there.
    expect(await Promise.all(['/metrics', '/readyz'].map(statusOf))).toEqual([404, 404]);
    const { everyoneIsIn, everyoneSees, close } = openLookers(proxy.url, 4);
    while (!everyoneIsIn()) await pause();
    expect(await Promise.all([first, last].map(({ port }) => connections(port)))).toEqual([2, 2]);
    await first.end('SIGKILL');
    while (!(everyoneIsIn() && (await connections(last.port)) === 4)) await pause();
    await everyoneSees();
    close();
  } catch (error) {
    if (error instanceof Error) error.message += `\n${proxy.output()}`;
    throw error;
  } finally {
    await proxy.close();
    await Promise.all([first.end('SIGKILL'), last.end('SIGKILL')]);
  }
}, 600_000);
