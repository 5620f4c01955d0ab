import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g;

/** The Content-Security-Policy sources that allow exactly the inline scripts of a page. */
export const inlineScriptHashes = (html: string): string[] => [
  ...new Set([...html.matchAll(inlineScript)].map(([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)),
];

/**
 * The pages that `next build` has rendered, and the hashes of their inline scripts.
 * @param buildFolder `.next`
 * @returns by path: `/`, `/live`, `/_not-found`; empty where nothing is built
 */
export async function readPrerenderedPages(buildFolder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = join(buildFolder, 'server', 'app');
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const pages = files.filter((file) => file.endsWith('.html')).map(async (file): Promise<[string, string[]]> => {
    const path = `/${file.replaceAll('\\', '/').slice(0, -'.html'.length)}`;
    return [path === '/index' ? '/' : path, inlineScriptHashes(await readFile(join(folder, file), 'utf8'))];
  });
  return new Map(await Promise.all(pages));
}
