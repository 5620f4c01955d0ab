import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../../server/setup/build.mjs';
import { copyTfjsAssets } from '../../server/setup/tfjs-assets.mjs';
import { type RunningServer, startServer } from './server-process';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers the address of the server that all browser tests share; asking for it starts it. */
    serverDoor: string;
  }
}

/** Test files run in processes of their own, so the one server they share starts here, when the first of them asks. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<RunningServer> | undefined;
  const start = async () => {
    await copyTfjsAssets();
    await ensureBuilt();
    return startServer();
  };
  const door = createServer((_request, response) => {
    server ??= start();
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const address = door.address();
  if (address === null || typeof address === 'string') throw new Error('The door to the test server has no port.');
  project.provide('serverDoor', `http://127.0.0.1:${address.port}`);

  return async () => {
    door.close();
    const running = await server?.catch(() => undefined);
    await running?.stop();
  };
}
