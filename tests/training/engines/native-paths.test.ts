import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { libraryLinks, neededMembers, nodeGypOf, nodeHeadersPrefix, tensorflowSource } from '../../../training/engines/native-paths';

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'fovea-native-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function touch(...parts: string[]): string {
  const path = join(folder, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return path;
}

function makeTensorflow(...parts: string[]): string {
  for (const file of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h']) touch(...parts, file);
  return join(folder, ...parts);
}

describe('what --tensorflow points at', () => {
  it('may be a wheel', () => {
    const file = touch('tensorflow_cpu-2.21.0.whl');
    expect(tensorflowSource(file)).toEqual({ kind: 'wheel', file });
  });

  it('may be TensorFlow\'s folder or the one that holds it', () => {
    const tensorflow = makeTensorflow('site-packages', 'tensorflow');
    expect(tensorflowSource(tensorflow)).toEqual({ kind: 'folder', folder: tensorflow });
    expect(tensorflowSource(dirname(tensorflow))).toEqual({ kind: 'folder', folder: tensorflow });
  });

  it('is refused with what was expected where it is something else', () => {
    expect(() => tensorflowSource(join(folder, 'nowhere'))).toThrow(NotFoundError);
    expect(() => tensorflowSource(touch('notes.txt'))).toThrow(InvalidInputError);
    makeTensorflow('tensorflow');
    rmSync(join(folder, 'tensorflow', 'libtensorflow_cc.so.2'));
    expect(() => tensorflowSource(folder)).toThrow(/libtensorflow_cc\.so\.2/);
  });
});

it('takes the libraries and the C headers out of a wheel, not the Python code', () => {
  const needed = (member: string) => neededMembers.some((beginning) => member.startsWith(beginning));
  expect(['tensorflow/libtensorflow_cc.so.2', 'tensorflow/include/tensorflow/c/c_api.h', 'tensorflow/include/tsl/platform/status.h'].every(needed)).toBe(true);
  expect(['tensorflow/python/_pywrap_tensorflow.so', 'tensorflow/include/unsupported/Eigen/CXX11/Tensor', 'tensorflow/__init__.py'].some(needed)).toBe(false);
});

it('links every name that the addon is linked with', () => {
  expect(libraryLinks['libtensorflow.so']).toBe('libtensorflow_cc.so.2');
  expect(Object.values(libraryLinks).every((library) => neededMembers.includes(`tensorflow/${library}`))).toBe(true);
});

it('finds Node\'s headers beside Node, or where npm is told that they are', () => {
  touch('node', 'include', 'node', 'node_api.h');
  const execPath = join(folder, 'node', 'bin', 'node');
  expect(nodeHeadersPrefix(execPath, undefined)).toBe(join(folder, 'node'));
  touch('other', 'include', 'node', 'node_api.h');
  expect(nodeHeadersPrefix(execPath, join(folder, 'other'))).toBe(join(folder, 'other'));
  expect(nodeHeadersPrefix(join(folder, 'bare', 'bin', 'node'), join(folder, 'nowhere'))).toBeUndefined();
});

it('finds the node-gyp of npm', () => {
  const npmScript = touch('npm', 'bin', 'npm-cli.js');
  expect(() => nodeGypOf(npmScript)).toThrow(NotFoundError);
  const nodeGyp = touch('npm', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  expect(nodeGypOf(npmScript)).toBe(nodeGyp);
});
