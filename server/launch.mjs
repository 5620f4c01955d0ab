// npm start, npm run dev and npm run build: makes ready what is not, then hands over to the server.
// Runs before anything is installed, so it uses nothing but Node.
import { ensureBuilt } from './setup/build.mjs';
import { runChild } from './setup/child.mjs';
import { Failure, runCommand } from './setup/failure.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { inProject, root } from './setup/root.mjs';
import { serveRetiredServiceWorker } from './setup/service-worker.mjs';
import { copyTfjsAssets } from './setup/tfjs-assets.mjs';

const serve = (args, nodeEnv) =>
  runChild(process.execPath, ['--import', 'tsx', inProject('server', 'main.ts'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: nodeEnv, NEXT_TELEMETRY_DISABLED: '1' },
  });

const withoutPages = (args) => / --offload[ =]only /.test(` ${args.join(' ')} `) || process.env.OFFLOAD === 'only';

const commands = {
  async start(args) {
    // A server without pages needs no build of them.
    if (!withoutPages(args)) await ensureBuilt();
    return serve(args, 'production');
  },
  async dev(args) {
    await serveRetiredServiceWorker();
    return serve(['--dev', ...args], 'development');
  },
  async build() {
    await ensureBuilt();
    return 0;
  },
};

await runCommand(async () => {
  const [name = 'start', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (command === undefined) throw new Failure(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`);
  requireNodeVersion();
  await ensureInstalled();
  await copyTfjsAssets();
  return command(args);
});
