/** Engines that a browser may run a model on, in the order in which they are preferred. */
export const BROWSER_ENGINES = ['webgpu', 'wasm', 'webgl'] as const;
export type BrowserEngine = (typeof BROWSER_ENGINES)[number];

/** What draws for WebGPU or WebGL: a graphics card, a program that imitates one, or nothing. */
export interface GraphicsAdapter {
  readonly kind: 'hardware' | 'software' | 'none';
  /** As the browser names it; may be empty. */
  readonly name: string;
}

/** What a browser says of the device that it runs on. */
export interface DeviceFacts {
  readonly webgpu: GraphicsAdapter;
  readonly webgl: GraphicsAdapter;
  /** Browsers that are set to be as safe as can be have none. */
  readonly wasm: 'simd' | 'plain' | 'none';
  /** Whether threads can be given a memory to share, as they can on isolated pages of most browsers. */
  readonly sharesMemory: boolean;
  readonly hardwareConcurrency: number;
}

export interface EngineWishes {
  /** A person's own choice goes first, whatever is faster. */
  readonly preferred?: BrowserEngine | undefined;
  /** Engines that were lost here before, with what happened: a clause for the middle of a sentence. They are not tried again. */
  readonly lost?: Readonly<Partial<Record<BrowserEngine, string>>> | undefined;
}

export interface EngineCandidate {
  readonly engine: BrowserEngine;
  /** For wasm, which is tried with one thread too where it does not run with several; 1 everywhere else. */
  readonly threads: number;
  /** Why it is tried at this place, as a sentence for a person. */
  readonly reason: string;
}

export const NO_ADAPTER: GraphicsAdapter = { kind: 'none', name: '' };

/** More than these, or than half of the processor's own, cost time. */
export const MOST_WASM_THREADS = 4;

/**
 * Engines to try, one after the other, until one runs: WebGPU on a graphics card, wasm with SIMD, WebGL, and last
 * what is slow but works. A program that imitates a graphics card is a hundred times slower than wasm, so it is
 * only used where a person asks for it.
 */
export function chooseEngines(facts: DeviceFacts, { preferred, lost = {} }: EngineWishes = {}): readonly EngineCandidate[] {
  const threads = wasmThreads(facts);
  const candidates: EngineCandidate[] = [];
  const add = (engine: BrowserEngine, reason: string) => {
    if (lost[engine] !== undefined || candidates.some((candidate) => candidate.engine === engine)) return;
    candidates.push({ engine, threads: engine === 'wasm' ? threads : 1, reason });
    if (engine === 'wasm' && threads > 1) candidates.push({ engine, threads: 1, reason });
  };

  if (preferred !== undefined && isPresent(preferred, facts)) add(preferred, 'You chose it.');
  if (facts.webgpu.kind === 'hardware') add('webgpu', `The graphics card${named(facts.webgpu)} is the fastest engine here.`);
  const withoutCard = lost.webgpu ?? (preferred === 'webgl' ? lost.webgl : undefined) ?? whyNoCard(facts.webgpu);
  if (facts.wasm === 'simd') add('wasm', `It runs on the processor, because ${withoutCard}.`);
  if (facts.webgl.kind === 'hardware') add('webgl', `It runs on the graphics card${named(facts.webgl)}, because ${lost.wasm ?? WHY_NO_WASM[facts.wasm]}.`);
  if (facts.wasm === 'plain') add('wasm', `It runs on the processor, slowly, because ${withoutCard} and the browser has no SIMD instructions.`);
  if (facts.webgl.kind === 'software') add('webgl', 'Nothing faster works here; expect seconds for a picture.');
  return candidates;
}

/** Threads that wasm gets: one where memory cannot be shared, else half of the processor's, at most four. */
export function wasmThreads({ sharesMemory, hardwareConcurrency }: Pick<DeviceFacts, 'sharesMemory' | 'hardwareConcurrency'>): number {
  return sharesMemory ? Math.max(1, Math.min(MOST_WASM_THREADS, Math.floor(hardwareConcurrency / 2))) : 1;
}

/** Whether a graphics adapter's name is that of a known imitation in software. */
export function isSoftwareRenderer(name: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic render|software/i.test(name);
}

function isPresent(engine: BrowserEngine, facts: DeviceFacts): boolean {
  return engine === 'wasm' ? facts.wasm !== 'none' : facts[engine].kind !== 'none';
}

const named = ({ name }: GraphicsAdapter): string => (name === '' ? '' : ` (${name})`);

function whyNoCard(webgpu: GraphicsAdapter): string {
  return webgpu.kind === 'software'
    ? `WebGPU is only imitated in software here${named(webgpu)}`
    : 'this browser offers no WebGPU';
}

const WHY_NO_WASM: Readonly<Record<DeviceFacts['wasm'], string>> = {
  simd: 'the faster engines did not start',
  plain: 'the browser has no SIMD instructions',
  none: 'the browser runs no WebAssembly',
};
