import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { EngineError, NotFoundError } from '../../models/errors';
import { isTensorflowFolder, libraryLinks, neededMembers, nodeGypOf, nodeHeadersPrefix, type TensorflowSource, tensorflowSource } from './native-paths';
import { repositoryRoot } from './repository-root';

/** tfjs-node 4.22's addon was built and run against this version; the C interface that it uses is stable. */
const tensorflowRequirement = 'tensorflow_cpu==2.21.0';
const nativeFolder = join(repositoryRoot, '.native');
const extractedFolder = join(nativeFolder, 'tensorflow');
const packageFolder = join(nativeFolder, 'node_modules', '@tensorflow', 'tfjs-node');

export interface BuildNativeOptions {
  /** A wheel or a folder; without it an installed TensorFlow is used, and without that a wheel is downloaded by pip. */
  readonly tensorflow?: string | undefined;
  /** Told what happens, a line at a time. */
  readonly report: (line: string) => void;
}

/**
 * Builds tfjs-node against the TensorFlow that Python's package index has, in .native/ at the repository's root, where
 * `npm ci` leaves it alone. Takes about a minute and 0.9 GB; running it again takes over what is there.
 * @throws EngineError or NotFoundError that says what is missing (platform, python, compiler) or which step failed.
 */
export function buildNative({ tensorflow, report }: BuildNativeOptions): void {
  const tools = findTools();
  mkdirSync(nativeFolder, { recursive: true });
  const source = chooseTensorflow(tensorflow, tools.python, report);
  const folder = source.kind === 'folder' ? source.folder : extract(source.file, tools.python, report);
  installPackage(tools.npmScript, report);
  linkTensorflow(folder);
  compile(tools.npmScript, report);
  report('Built. "npm run engines" measures it.');
}

interface Tools {
  readonly python: string;
  /** npm-cli.js */
  readonly npmScript: string;
}

function findTools(): Tools {
  if (process.platform !== 'linux') {
    throw new EngineError(`--build-native knows Linux only and this is ${process.platform}. Here "npm install @tensorflow/tfjs-node" brings a ready-made addon.`);
  }
  const works = (command: string) => spawnSync(command, ['--version']).status === 0;
  const python = ['python3', 'python'].find(works);
  if (python === undefined) throw new NotFoundError('Python 3 is not installed. It unpacks TensorFlow and node-gyp needs it; install python3 and python3-pip.');
  const compiler = process.env.CXX ?? 'g++';
  for (const tool of [compiler, 'make']) {
    if (!works(tool)) throw new NotFoundError(`"${tool}" is not installed. Install a C++ compiler and make (on Debian and Ubuntu the package build-essential).`);
  }
  const npmScript = process.env.npm_execpath;
  if (npmScript === undefined) throw new NotFoundError('npm is not known here. Start the build with "npm run engines -- --build-native".');
  return { python, npmScript: realpathSync(npmScript) };
}

function chooseTensorflow(given: string | undefined, python: string, report: (line: string) => void): TensorflowSource {
  if (given !== undefined) return tensorflowSource(given);
  if (isTensorflowFolder(extractedFolder)) return { kind: 'folder', folder: extractedFolder };
  const installed = installedTensorflow(python);
  if (installed !== undefined) {
    report(`Using the TensorFlow that Python has in ${installed}`);
    return { kind: 'folder', folder: installed };
  }
  const cache = join(repositoryRoot, '.cache', 'wheels');
  report(`Downloading ${tensorflowRequirement} (about 0.3 GB) into ${relative(repositoryRoot, cache)} …`);
  // Only its C++ libraries are used, so which Python it was made for does not matter: take one that has a wheel.
  const pip = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--python-version', '3.11', '--dest', cache, tensorflowRequirement];
  run(python, pip, repositoryRoot, 'pip could not download TensorFlow; give a wheel with --tensorflow PATH');
  const wheel = readdirSync(cache).find((file) => file.startsWith('tensorflow') && file.endsWith('.whl'));
  if (wheel === undefined) throw new NotFoundError(`pip left no TensorFlow wheel in ${cache}.`);
  return { kind: 'wheel', file: join(cache, wheel) };
}

/** The folder of an installed TensorFlow that has what is needed; asks without importing it, which takes seconds. */
function installedTensorflow(python: string): string | undefined {
  const script = 'import importlib.util, os; spec = importlib.util.find_spec("tensorflow"); print(os.path.dirname(spec.origin) if spec and spec.origin else "")';
  const folder = spawnSync(python, ['-c', script], { encoding: 'utf8' }).stdout.trim();
  return folder !== '' && isTensorflowFolder(folder) ? folder : undefined;
}

function extract(wheel: string, python: string, report: (line: string) => void): string {
  report(`Taking TensorFlow's libraries and headers out of ${basename(wheel)} …`);
  rmSync(extractedFolder, { recursive: true, force: true });
  const script = [
    'import sys, zipfile',
    'wheel = zipfile.ZipFile(sys.argv[1])',
    'wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(tuple(sys.argv[3:]))])',
  ].join('\n');
  run(python, ['-c', script, wheel, nativeFolder, ...neededMembers], nativeFolder, `${wheel} could not be unpacked`);
  if (!isTensorflowFolder(extractedFolder)) throw new NotFoundError(`${wheel} lacks TensorFlow's C++ libraries. Linux wheels of tensorflow or tensorflow_cpu from 2.14 on have them.`);
  return extractedFolder;
}

/** Without its install script, which fetches another TensorFlow, and without copies of packages that the project has. */
function installPackage(npmScript: string, report: (line: string) => void): void {
  const { optionalDependencies } = packageJson.parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));
  const wanted = `@tensorflow/tfjs-node@${optionalDependencies['@tensorflow/tfjs-node']}`;
  report(`Installing ${wanted} in .native …`);
  writeFileSync(join(nativeFolder, 'package.json'), '{ "name": "fovea-native", "private": true }\n');
  const npm = ['install', wanted, '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--omit=optional'];
  run(process.execPath, [npmScript, ...npm], nativeFolder, 'npm could not install tfjs-node');
  // With these gone, its require('@tensorflow/tfjs') finds the project's copy further up: one engine, one tape.
  const scope = join(nativeFolder, 'node_modules', '@tensorflow');
  for (const name of readdirSync(scope)) {
    if (name !== 'tfjs-node') rmSync(join(scope, name), { recursive: true });
  }
}

const packageJson = z.object({ optionalDependencies: z.object({ '@tensorflow/tfjs-node': z.string() }) });

function linkTensorflow(folder: string): void {
  const deps = join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  // Relative, so that the repository can be moved with its .native.
  const link = (target: string, at: string) => symlinkSync(relative(dirname(at), join(folder, target)), at);
  link('include', join(deps, 'include'));
  for (const [name, library] of Object.entries(libraryLinks)) link(library, join(deps, 'lib', name));
}

function compile(npmScript: string, report: (line: string) => void): void {
  report('Compiling the addon …');
  const headers = nodeHeadersPrefix(process.execPath, process.env.npm_config_nodedir);
  const moduleFolder = join(packageFolder, 'lib', 'napi-v8');
  const build = [
    'rebuild', '--release',
    ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
    '--module_name=tfjs_binding', `--module_path=${moduleFolder}`, '--napi_version=8', '--napi_build_version=8',
  ];
  run(process.execPath, [nodeGypOf(npmScript), ...build], packageFolder, 'The addon did not compile');
  if (!existsSync(join(moduleFolder, 'tfjs_binding.node'))) throw new EngineError(`node-gyp finished without ${moduleFolder}/tfjs_binding.node.`);
}

/** Runs a program to its end. @throws EngineError with `failure` and the end of what it printed. */
function run(command: string, args: readonly string[], cwd: string, failure: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status === 0) return;
  const printed = error === undefined ? `${stdout}\n${stderr}`.trim().split('\n').slice(-15) : [error.message];
  throw new EngineError([`${failure}:`, ...printed].join('\n'));
}
