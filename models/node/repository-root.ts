import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, node_modules and .native. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
