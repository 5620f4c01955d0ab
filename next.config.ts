import type { NextConfig } from 'next';
import { lanAddresses } from './server/lan-addresses';

/** Together the first three isolate the page, which threads of WebAssembly need. The content policy is server/security-policy.ts. */
const everyAnswer = [
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Permissions-Policy', value: 'camera=(self), microphone=(), geolocation=()' },
];

export default {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Every picture is shipped as it is shown; without this anyone may have the server make others, and keep them on its disk.
  images: { unoptimized: true },
  allowedDevOrigins: lanAddresses(),
  // npm run typecheck does this for every folder; a person who only starts the app need not wait for it.
  typescript: { tsconfigPath: 'app/tsconfig.json', ignoreBuildErrors: true },
  headers: () =>
    Promise.resolve([
      { source: '/:path*', headers: everyAnswer },
      // The folder is named after the version, so its files never change.
      { source: '/tfjs/:path*', headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }] },
      // A model keeps its name when it is trained again: asked for every time, sent again only where the etag differs.
      { source: '/models/:path*', headers: [{ key: 'Cache-Control', value: 'public, no-cache' }] },
      { source: '/sw.js', headers: [{ key: 'Cache-Control', value: 'no-cache' }, { key: 'Service-Worker-Allowed', value: '/' }] },
    ]),
} satisfies NextConfig;
