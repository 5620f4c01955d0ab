import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InvalidInputError, NotFoundError } from '../../models/errors';

/** The two libraries of pip's TensorFlow that tfjs-node's addon links against. */
export const tensorflowLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** The headers that tfjs-node's addon includes, directly or not, as folders of a wheel. */
const headerFolders = ['tensorflow/c', 'tensorflow/core/platform', 'xla/tsl', 'tsl'];

/** What has to be taken out of a wheel, as beginnings of its members' names: 0.9 of 1.3 GB. */
export const neededMembers: readonly string[] = [
  ...tensorflowLibraries.map((library) => `tensorflow/${library}`),
  ...headerFolders.map((folder) => `tensorflow/include/${folder}/`),
];

export type TensorflowSource =
  | { readonly kind: 'wheel'; readonly file: string }
  /** `folder` holds the libraries and `include`. */
  | { readonly kind: 'folder'; readonly folder: string };

/**
 * What `--tensorflow PATH` points at: a wheel, TensorFlow's own folder, or the folder that holds it (site-packages or an
 * unpacked wheel).
 * @throws NotFoundError where there is nothing, InvalidInputError where it is something else.
 */
export function tensorflowSource(path: string): TensorflowSource {
  const given = resolve(path);
  if (!existsSync(given)) throw new NotFoundError(`There is no ${given}. --tensorflow takes a wheel of tensorflow or tensorflow_cpu, or its folder.`);
  if (statSync(given).isFile()) {
    if (!given.endsWith('.whl')) throw new InvalidInputError(`${given} is not a wheel (.whl). --tensorflow takes a wheel of tensorflow or tensorflow_cpu, or its folder.`);
    return { kind: 'wheel', file: given };
  }
  const folder = [given, join(given, 'tensorflow')].find(isTensorflowFolder);
  if (folder === undefined) {
    throw new InvalidInputError(`${given} does not hold TensorFlow: neither there nor in its folder "tensorflow" are ${tensorflowLibraries.join(' and ')} beside "include".`);
  }
  return { kind: 'folder', folder };
}

export function isTensorflowFolder(folder: string): boolean {
  return [...tensorflowLibraries, 'include/tensorflow/c/c_api.h'].every((path) => existsSync(join(folder, path)));
}

/** The names under which the addon and TensorFlow itself look for the libraries, each with the file that it stands for. */
export const libraryLinks: Readonly<Record<string, (typeof tensorflowLibraries)[number]>> = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
};

/** The prefix under which Node's own headers lie (include/node), or undefined: then node-gyp downloads them. */
export function nodeHeadersPrefix(execPath: string, configured: string | undefined): string | undefined {
  return [configured, dirname(dirname(execPath))].find(
    (prefix) => prefix !== undefined && existsSync(join(prefix, 'include', 'node', 'node_api.h')),
  );
}

/** The node-gyp that comes with npm, given npm's command-line script. @throws NotFoundError */
export function nodeGypOf(npmScript: string): string {
  const nodeGyp = resolve(dirname(npmScript), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  if (!existsSync(nodeGyp)) throw new NotFoundError(`npm's node-gyp is not at ${nodeGyp}. Start the build with "npm run engines -- --build-native".`);
  return nodeGyp;
}
