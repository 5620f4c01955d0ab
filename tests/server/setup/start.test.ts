import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { inProject, root } from '../../../server/setup/root.mjs';
import { serverOrigin } from '../../browser/harness';
import { startCommand } from '../offload/server-process';

const start = [process.execPath, inProject('server', 'launch.mjs'), 'start', '--port', '0', '--host', '127.0.0.1'];
const works = ([program = '', ...args]: readonly string[]) => spawnSync(program, args).status === 0;

/** A command that sees the project's folder as it cannot be written, and that may be told what to do there before. */
const readOnly = (command: readonly string[], before = 'true') =>
  ['unshare', '--map-root-user', '--mount', 'sh', '-c', `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && ${before} && exec "$@"`, root, ...command];
const asNobody = (command: readonly string[]) => ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...command];

/** Starts, looks at a page, and ends. */
async function pageStatus(command: readonly string[]): Promise<number> {
  const server = await startCommand(command, {});
  try {
    return (await fetch(`${server.url}/live`)).status;
  } finally {
    await server.end();
  }
}

describe('npm start', () => {
  it.skipIf(!works(readOnly(['true'])))('writes nothing where all is there: it runs from a folder that is mounted read only (needs unshare)', async () => {
    await serverOrigin();
    expect(await pageStatus(readOnly(start))).toBe(200);
  });

  it.skipIf(!works(asNobody(['test', '-r', inProject('package.json')])))('runs as a user who may only read the folder (needs to be root, in a folder that others may read)', async () => {
    await serverOrigin();
    expect(await pageStatus(asNobody(start))).toBe(200);
  });

  it.skipIf(!works(readOnly(['true'])))('says in a sentence what it cannot write, and where (needs unshare)', () => {
    const [program = '', ...args] = readOnly(start, `mount -t tmpfs -o ro none ${inProject('.next')}`);
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    expect(stderr).toContain(`Building the web app has to write ${inProject('.next')}, but that is mounted to be read only`);
    expect(stdout + stderr).not.toMatch(/\n +at /);
    expect(status).toBe(1);
  });
});
