// `node training/launch.mjs <command> [...arguments]` runs training/commands/<command>.ts.
// It starts a second Node, because the C library reads the environment below once, when a process starts.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commandsFolder = join(root, 'training', 'commands');
const [command, ...args] = process.argv.slice(2);
const commands = readdirSync(commandsFolder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

function refuse(message) {
  console.error(message);
  process.exit(2);
}

if (command === undefined || !commands.includes(command)) {
  const asked = command === undefined ? 'No command given' : `There is no command "${command}"`;
  refuse(`${asked}. Run one of: ${commands.map((name) => `npm run ${name}`).join(', ')}.`);
}
let typescriptLoader;
try {
  typescriptLoader = import.meta.resolve('tsx');
} catch {
  refuse(`The packages that Fovea needs are not installed. Run "npm ci" in ${root} first.`);
}

const environment = {
  // glibc gives large blocks back to the kernel at once and faults them in again a moment later; a training step
  // allocates and frees gigabytes, so keeping them saves the kernel's share of it.
  MALLOC_MMAP_THRESHOLD_: '4294967296',
  MALLOC_TRIM_THRESHOLD_: '17179869184',
  MALLOC_TOP_PAD_: '268435456',
  TF_CPP_MIN_LOG_LEVEL: '2',
  ...process.env,
  FOVEA_ARGUMENTS: 'channel',
};

const child = spawn(process.execPath, ['--import', typescriptLoader, '--import', new URL('./receive-arguments.mjs', import.meta.url).href, join(commandsFolder, `${command}.ts`)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: environment,
});
// It may have ended before it asks for them, which 'exit' tells.
child.send(args, () => undefined);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the child as well; passing it on would count it twice.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  });
}
child.on('error', (error) => refuse(`Node could not be started again: ${error.message}`));
child.on('exit', (code, signal) => {
  const cause = signal === null ? windowsFault(code) : signal;
  if (cause !== undefined && !['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'].includes(cause)) console.error(whyItDied(cause));
  process.exit(code ?? 128 + constants.signals[signal]);
});

/** Windows has no signals: a fault is an exit code, 0xC0000005 and the like. */
function windowsFault(code) {
  return code >= 0xc0000000 ? `0x${code.toString(16)}` : undefined;
}

function whyItDied(cause) {
  const native = 'native code died, most likely the engine. Try again with --engine wasm, which is not native';
  const why = cause === 'SIGKILL' ? 'something ended it from outside, most likely the system for want of memory' : native;
  return `"npm run ${command}" was ended by ${cause}: ${why}.`;
}
