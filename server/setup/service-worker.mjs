import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { inProject } from './root.mjs';

const sources = inProject('app', 'service-worker');
const built = inProject('.next', 'service-worker.js');
const served = inProject('public', 'sw.js');

/** What the application needs without a network: pages, scripts, styles, engines, the list of models. */
const kept = [
  '.next/static/**/*.{js,css,woff2}',
  '.next/server/app/**/!(_*).html',
  '.next/server/app/manifest.webmanifest.body',
  'public/icons/*',
  'public/models/catalogue.json',
  'public/paintings/*',
  'public/samples/thumbnails/*',
  'public/tfjs/**/*',
];

/**
 * Where the browser finds a built file, and whether its name says all about its content.
 * @param {string} file relative to the project
 * @returns {{ url: string, immutable: boolean }}
 */
export function addressOf(file) {
  const [, page] = /^\.next\/server\/app\/(.+)\.(?:html|body)$/.exec(file) ?? [];
  if (page !== undefined) return { url: page === 'index' ? '/' : `/${page}`, immutable: false };
  return { url: file.replace(/^\.next\//, '/_next/').replace(/^public\//, '/'), immutable: /^\.next\/static\/|^public\/tfjs\//.test(file) };
}

/** Bundles the service worker with the list of what it keeps; what `next build` makes must be there. */
export async function buildServiceWorker() {
  const [{ build }, { injectManifest }] = await Promise.all([import('esbuild'), import('workbox-build')]);
  const bundle = `${built}.partial`;
  await build({ ...bundling, entryPoints: [`${sources}/service-worker.ts`], outfile: bundle, define: { 'process.env.NODE_ENV': '"production"' } });
  const { warnings } = await injectManifest({
    swSrc: bundle,
    swDest: built,
    globDirectory: inProject(),
    globPatterns: kept,
    globIgnores: ['**/node_modules/**'],
    maximumFileSizeToCacheInBytes: 8e6,
    // What never changes under its name comes from the browser's own cache, where the page has just put it.
    manifestTransforms: [(entries) => ({
      manifest: entries.map(({ url: file, revision, size }) => {
        const { url, immutable } = addressOf(file);
        return { url, revision: immutable ? null : revision, size };
      }),
    })],
  });
  rmSync(bundle);
  if (warnings.length > 0) throw new Failure(`The service worker would not keep what it must:\n${warnings.join('\n')}`);
}

export const serviceWorkerIsServed = () => existsSync(served) && readFileSync(served).equals(readFileSync(built));

/** Puts the built service worker where the server looks for it, which must be before it starts. */
export function serveServiceWorker() {
  copyFileSync(built, served);
}

/** For development: puts one there that takes itself off. */
export async function serveRetiredServiceWorker() {
  const { build } = await import('esbuild');
  await build({ ...bundling, entryPoints: [`${sources}/retired.ts`], outfile: served });
}

/** @type {import('esbuild').BuildOptions} */
const bundling = { bundle: true, minify: true, format: 'iife', target: 'es2022', logLevel: 'error' };
