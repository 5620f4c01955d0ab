import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash over the names and contents of files and folders: equal exactly when a build from them would be.
 * @param {string} folder
 * @param {readonly string[]} paths relative to it; one that is missing counts as such
 * @param {ReadonlySet<string>} [except] paths that are left out, relative to the folder
 * @returns {string} SHA-256, hexadecimal
 */
export function fingerprint(folder, paths, except = new Set()) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (except.has(path)) return;
    const entry = statSync(join(folder, path), { throwIfNoEntry: false });
    if (entry?.isDirectory()) {
      for (const name of readdirSync(join(folder, path)).sort()) add(`${path}/${name}`);
    } else {
      const content = entry && readFileSync(join(folder, path));
      hash.update(`${path}\0${content?.length ?? 'missing'}\0`).update(content ?? '');
    }
  };
  paths.forEach(add);
  return hash.digest('hex');
}
