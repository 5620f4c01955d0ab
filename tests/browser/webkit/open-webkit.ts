import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { WebDriver } from './web-driver';

export interface OpenWebkit {
  readonly browser: WebDriver;
  readonly close: () => Promise<void>;
}

const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0;

/** Whether this machine has WebKit's driver and a screen that nobody sees. */
export const hasWebkit = isThere('WebKitWebDriver') && isThere('Xvfb');

/** WebKitGTK's small browser, the nearest to Safari that runs on Linux, with a camera that shows a test picture and needs no permission. */
export async function openWebkit(): Promise<OpenWebkit> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = await firstLine(screen.stdio[3]);
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, DISPLAY: `:${display}` } });
  const end = async () => {
    for (const child of [driver, screen]) {
      const ended = once(child, 'exit');
      if (child.kill()) await ended;
    }
  };
  try {
    const address = `http://127.0.0.1:${port}`;
    await untilAnswered(`${address}/status`);
    const browser = await WebDriver.open(address, { 'webkitgtk:browserOptions': { args: ['--automation', '--enable-media-stream=true', '--enable-mock-capture-devices=true'] } });
    return { browser, close: () => browser.close().finally(end) };
  } catch (error) {
    await end();
    throw error;
  }
}

async function firstLine(stream: unknown): Promise<string> {
  if (!(stream instanceof Readable)) throw new Error('The screen has no pipe.');
  const [chunk] = await once(stream, 'data') as [Buffer];
  return chunk.toString().trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

async function untilAnswered(address: string): Promise<void> {
  for (;;) {
    if (await fetch(address).then(() => true, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
