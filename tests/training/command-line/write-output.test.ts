import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { InvalidInputError } from '../../../models/errors';
import { outputFolder, writeOutput } from '../../../training/command-line/write-output';

const folder = mkdtempSync(join(tmpdir(), 'fovea-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('makes the folders that are missing', async () => {
  const file = join(folder, 'new', 'newer', 'file.txt');
  await writeOutput(file, 'text');
  expect(readFileSync(file, 'utf8')).toBe('text');
});

it('says where it cannot write, and why', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const attempt of [() => outputFolder(file), () => writeOutput(join(file, 'other'), '')]) {
    const error = await attempt().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ message: `Cannot write to ${file}: file already exists.` });
  }
  await expect(writeOutput(folder, '')).rejects.toThrow(`Cannot write to ${folder}: `);
});
