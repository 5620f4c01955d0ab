import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';
import { inProject } from '../../server/setup/root.mjs';
import type { FakeCamera } from './camera';
import { findChromium } from './chromium.mjs';

export interface PageOptions {
  readonly path?: string;
  /** The address of a server of the test's own; otherwise the one that all share. */
  readonly server?: string;
  readonly viewport?: keyof typeof viewports;
  /** What the camera sees; `denied`: the person refuses it; `none`: there is no camera. */
  readonly camera?: FakeCamera | 'denied' | 'none';
  /** A correct but very slow adapter in software: small networks only, and no frame rates. */
  readonly gpu?: keyof typeof gpuFlags;
  readonly colorScheme?: 'light' | 'dark';
  /** What to do before the page is opened: routes, scripts that run before the page's own. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly reducedMotion?: boolean;
  /**
   * Garbage is collected where a test says so, and frames that were left open are problems. It takes a second debugger, which
   * gives the network back that a test has taken away, and counts frames that went with a page that was left.
   */
  readonly collectable?: boolean;
  /** For a test that answers in the place of the server, which the service worker would do before it. */
  readonly withoutServiceWorker?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The server's address. */
  readonly origin: string;
}

const viewports = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  /** The smallest phone that is still in use. */
  narrow: { viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  /** A phone held sideways. */
  sideways: { viewport: { width: 740, height: 360 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} as const;

/** A busy machine is slow, not broken: the test's own time limit comes after this one. */
const patienceMs = 90_000;

const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const softwareWebGl = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const gpuFlags = {
  none: [],
  webgl: softwareWebGl,
  webgpu: [...softwareWebGl, '--enable-unsafe-webgpu', '--ignore-gpu-blocklist', '--enable-gpu', '--enable-features=Vulkan', '--use-vulkan=swiftshader'],
} as const;

async function cameraFlags(camera: PageOptions['camera']): Promise<string[]> {
  if (camera === undefined || camera === 'none') return ['--use-fake-ui-for-media-stream'];
  if (camera === 'denied') return ['--use-fake-device-for-media-stream', '--deny-permission-prompts'];
  return ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${await camera.file()}`];
}

/** The address of the production server, which starts for the first who asks. */
export async function serverOrigin(): Promise<string> {
  const response = await fetch(inject('serverDoor'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

const browsers = new Map<string, Promise<Browser>>();

/** One browser for the tests of a file that start it alike; what they must not share, a context of their own keeps apart. */
function browserWith(args: readonly string[]): Promise<Browser> {
  const key = args.join(' ');
  const running = browsers.get(key);
  if (running !== undefined) return running;
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium was found: set CHROME_PATH to the path of its program.');
  const started = chromium.launch({ executablePath, args: [...args] });
  browsers.set(key, started);
  return started;
}

afterAll(async () => {
  await Promise.all([...browsers.values()].map(async (browser) => (await browser).close()));
});

/**
 * Opens a page of the production server, as a person who has never been there, and runs the test. Fails where the page
 * throws, breaks its content policy, or sends a request to another origin; keeps a screenshot of any failure.
 */
export async function withPage(options: PageOptions, test: (opened: OpenPage) => Promise<void>): Promise<void> {
  const origin = new URL(options.server ?? (await serverOrigin())).origin;
  const browser = await browserWith([...quiet, ...gpuFlags[options.gpu ?? 'none'], ...(await cameraFlags(options.camera)), ...(options.collectable === true ? ['--js-flags=--expose-gc'] : [])]);
  const context = await browser.newContext({
    ...viewports[options.viewport ?? 'desktop'],
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    serviceWorkers: options.withoutServiceWorker === true ? 'block' : 'allow',
  });
  try {
    context.setDefaultTimeout(patienceMs);
    const problems: string[] = [];
    watch(context, origin, problems);
    await context.addInitScript(reportViolations);
    const page = await context.newPage();
    try {
      if (options.collectable === true) await watchLog(context, page, problems);
      await options.prepare?.(page);
      await page.goto(new URL(options.path ?? '/', origin).href);
      await test({ page, context, origin });
      expect(problems).toEqual([]);
    } catch (error) {
      await keepScreenshot(page);
      if (problems.length > 0 && error instanceof Error) error.message += `\nThe page also reported:\n${problems.join('\n')}`;
      throw error;
    }
  } finally {
    await context.close();
  }
}

function watch(context: BrowserContext, origin: string, problems: string[]): void {
  const own = new Set([origin, origin.replace(/^http/, 'ws')]);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!['blob:', 'data:'].includes(url.protocol) && !own.has(url.origin)) problems.push(`a request to another origin: ${url.href}`);
  });
  context.on('weberror', (error) => problems.push(`an error on the page: ${error.error().stack ?? error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) problems.push(message.text());
  });
}

/** What the browser itself has to say of the page and its workers, which is no console's. */
async function watchLog(context: BrowserContext, page: Page, problems: string[]): Promise<void> {
  const session = await context.newCDPSession(page);
  session.on('Log.entryAdded', ({ entry: { text } }) => {
    if (text.includes('without being closed')) problems.push(text);
  });
  await session.send('Log.enable');
}

/** Chromium tells of frames that were left open every ten seconds, and in no other way. */
const TOLD_WITHIN_MS = 11_000;

/** Collects the garbage of the page and of its workers, and waits until the browser has said what it found in it. The page must be `collectable`. */
export async function collectGarbage(page: Page): Promise<void> {
  const collect = () => (globalThis as unknown as { gc: () => void }).gc();
  await Promise.all([page.evaluate(collect), ...page.workers().map((worker) => worker.evaluate(collect))]);
  await page.waitForTimeout(TOLD_WITHIN_MS);
}

/** What a policy forbids and code goes on without is in no console by itself. */
function reportViolations(): void {
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => console.error(`Content Security Policy: ${violatedDirective} forbids ${blockedURI}`));
}

/** Waits until the service worker holds everything that the application needs without a network, and answers for this page. */
export async function serviceWorkerInCharge(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', undefined, { timeout: 3 * patienceMs });
}

async function keepScreenshot(page: Page): Promise<void> {
  const folder = inProject('tests', '.output', 'failures');
  mkdirSync(folder, { recursive: true });
  const name = (expect.getState().currentTestName ?? 'page').replace(/[^\w]+/g, '-').slice(0, 120);
  await page.screenshot({ path: join(folder, `${name}.png`) }).catch(() => undefined);
}
