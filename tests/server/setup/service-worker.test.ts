import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../server/setup/service-worker.mjs';

describe('the address of a built file', () => {
  it.each([
    ['.next/server/app/index.html', '/', false],
    ['.next/server/app/live.html', '/live', false],
    ['.next/server/app/models/a-model-1.5.html', '/models/a-model-1.5', false],
    ['.next/server/app/manifest.webmanifest.body', '/manifest.webmanifest', false],
    ['.next/static/chunks/a.js', '/_next/static/chunks/a.js', true],
    ['public/icons/icon.svg', '/icons/icon.svg', false],
    ['public/models/catalogue.json', '/models/catalogue.json', false],
    ['public/tfjs/4.22.0/a.wasm', '/tfjs/4.22.0/a.wasm', true],
  ])('%s is %s', (file, url, immutable) => {
    expect(addressOf(file)).toEqual({ url, immutable });
  });
});
