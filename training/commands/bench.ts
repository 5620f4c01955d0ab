import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { benchBatch } from '../bench/batch';
import type { Comparison } from '../bench/compare';
import { benchNms, benchRoiAlign } from '../bench/kernels';
import { benchOffload } from '../bench/offload/bench-offload';
import { writeBenchRun } from '../bench/results';
import { benchPruned } from '../bench/pruned';
import { benchRuntimes } from '../bench/runtimes';
import { benchTrainingStep } from '../bench/training-step';
import { benchWebGpu } from '../bench/webgpu';
import { loadEngine, parseEngineName } from '../engines/load-engine';
import { repositoryRoot } from '../engines/repository-root';
import { runCommand } from '../command-line/run-command';

/** What can be measured: each in one process and one run, so the ratios mean something. */
const SUITES: Readonly<Record<string, { readonly title: string; readonly run: () => Promise<Comparison[]>; /** Not among all. */ readonly onlyByName?: true }>> = {
  'roi-align': { title: 'RoIAlign, 100 regions of 7 x 7 from 40 x 40 x 128', run: benchRoiAlign },
  'nms': { title: 'Non-maximum suppression, 600 boxes to 100', run: benchNms },
  'train': { title: 'Training step, MobileNetV2 0.5 at 96 px, batch 4', run: benchTrainingStep },
  'runtimes': { title: 'Models on every runtime, from pixels to the answer', run: benchRuntimes, onlyByName: true },
  'batch': { title: 'Four pictures, one by one and in one run', run: benchBatch, onlyByName: true },
  'pruned': { title: 'Models without some of their channels against the whole, on wasm and onnxruntime', run: benchPruned, onlyByName: true },
  'webgpu': { title: 'A frame on WebGPU with empty dispatches, one program against kernel by kernel', run: benchWebGpu, onlyByName: true },
  'offload': { title: 'The offload server on one core', run: benchOffload, onlyByName: true },
};

/** Measured in a browser, by a program of its own: the live page belongs to another house. */
const PROGRAMS: Readonly<Record<string, string>> = { live: join(repositoryRoot, 'tests', 'browser', 'bench', 'live.ts') };

const program = new Command('npm run bench --')
  .description('Time Fovea against the plain way of doing the same: ratios of CPU time, in one run.')
  .addArgument(new Argument('[suite]', 'what to measure; all by default').choices([...Object.keys(SUITES), ...Object.keys(PROGRAMS)]))
  .option('--engine <name>', 'what computes; "npm run engines" lists them', 'auto')
  .option('--json <file>', 'also put the figures into this file, a run an engine')
  .action(async (only: string | undefined, { engine: name, json }: { engine: string; json?: string }) => {
    const browserProgram = PROGRAMS[only ?? ''];
    if (browserProgram !== undefined) {
      process.exitCode = spawnSync(process.execPath, ['--import', 'tsx', browserProgram], { stdio: 'inherit', cwd: repositoryRoot }).status ?? 1;
      return;
    }
    const engine = await loadEngine(parseEngineName(name));
    console.log(`On ${engine.name}: ${engine.description}\n`);
    const suites = [];
    for (const [suite, { title, run, onlyByName }] of Object.entries(SUITES)) {
      if (only === undefined ? onlyByName : only !== suite) continue;
      const contestants = await run();
      suites.push({ name: suite, title, contestants });
      console.log(title);
      const width = Math.max(...contestants.map((contestant) => contestant.name.length));
      for (const contestant of contestants) console.log(`  ${describe(contestant, width)}`);
    }
    if (json !== undefined) await writeBenchRun(json, { engine: engine.name, description: engine.description, suites });
  });

const describe = ({ name, cpuMs, wallMs, p95Ms, ratio, note }: Comparison, width: number): string =>
  `${name.padEnd(width)} ${ratio.toFixed(2).padStart(6)} x   ${rounded(cpuMs).padStart(8)} ms CPU ${rounded(wallMs).padStart(8)} ms${p95Ms === undefined ? '' : `, 95 % within ${p95Ms.toFixed(1)} ms`}${note === undefined ? '' : `   ${note}`}`;

/** Milliseconds; of less than one, two more digits count. */
const rounded = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 1 ? 3 : 1);

await runCommand(program);
