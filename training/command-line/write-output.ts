import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidInputError } from '../../models/errors';
import { writeAside } from '../loop/write-aside';

/** Makes a folder that a command is to write into. @throws InvalidInputError where that cannot be done */
export async function outputFolder(folder: string): Promise<void> {
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  });
}

/** Writes a file that a command was asked for, its folder included. @throws InvalidInputError where that cannot be done */
export async function writeOutput(file: string, content: Uint8Array | string): Promise<void> {
  await outputFolder(dirname(file));
  await writing(file, () => writeAside(file, content));
}

async function writing(path: string, work: () => Promise<void>): Promise<void> {
  await work().catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    // "EACCES: permission denied, mkdir '/there'"
    const [reason] = cause.message.replace(/^\w+: /, '').split(',');
    throw new InvalidInputError(`Cannot write to ${path}: ${reason ?? cause.message}.`, { cause });
  });
}
