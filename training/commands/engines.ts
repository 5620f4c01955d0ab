import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { EngineError } from '../../models/errors';
import { buildNative } from '../engines/build-native';
import { type EngineName, engineNames } from '../engines/engine';
import { loadEngine, parseEngineName } from '../engines/load-engine';
import { measureEngine, type Measurement } from '../engines/measure-engine';
import { runCommand } from './run-command';

interface Options {
  readonly buildNative?: true;
  readonly tensorflow?: string;
  readonly json?: string;
  readonly probe?: string;
}

/** What is found out about an engine: its speed, or why it has none. */
interface Finding {
  readonly name: EngineName;
  readonly description?: string;
  readonly measurement?: Measurement;
  readonly reason?: string;
}

const probeMark = 'fovea-engine:';

const program = new Command('npm run engines --')
  .description('Show which engines this machine has and how fast they are, or build the native one.')
  .option('--build-native', 'build tfjs-node against TensorFlow from Python\'s package index, in .native/ (Linux; takes a minute)')
  .option('--tensorflow <path>', 'with --build-native: a wheel of tensorflow or tensorflow_cpu, or its folder')
  .option('--json <file>', 'also write what was found as JSON')
  .addOption(new Option('--probe <engine>').hideHelp())
  .action(async (options: Options) => {
    if (options.probe !== undefined) {
      console.log(probeMark + JSON.stringify(await probe(options.probe)));
    } else if (options.buildNative === true) {
      buildNative({ tensorflow: options.tensorflow, report: (line) => console.log(line) });
    } else {
      await show(options.json);
    }
  });

await runCommand(program);

async function show(jsonFile: string | undefined): Promise<void> {
  const findings: Finding[] = [];
  for (const name of engineNames) {
    const finding = await probeApart(name);
    findings.push(finding);
    console.log(row(finding));
  }
  const best = findings.find((finding) => finding.measurement !== undefined);
  console.log(`\nTraining takes ${best?.name ?? 'none of them'}. GFLOP/s: a small MobileNetV2, two operations a multiply-add, fastest pass.`);
  if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify({ engines: findings }, null, 2)}\n`);
}

/** Loads and times an engine in this process. */
async function probe(text: string): Promise<Finding> {
  const name = parseEngineName(text);
  if (name === 'auto') throw new EngineError('Only one engine at a time can be probed.');
  try {
    const { description, tooSlow } = await loadEngine(name);
    return tooSlow === undefined ? { name, description, measurement: await measureEngine() } : { name, description, reason: `Not measured: ${tooSlow}.` };
  } catch (error) {
    return { name, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The same in a process of its own: engines cannot be unloaded, and one that crashes must not take the others along. */
function probeApart(name: EngineName): Promise<Finding> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', '--probe', name], { stdio: ['ignore', 'pipe', 'ignore'], timeout: 60_000 });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { printed += text; });
    child.on('close', (code, signal) => {
      const line = printed.split('\n').find((candidate) => candidate.startsWith(probeMark));
      done(line === undefined ? { name, reason: `stopped while it was tried (${signal ?? `exit code ${code ?? 'unknown'}`})` } : (JSON.parse(line.slice(probeMark.length)) as Finding));
    });
  });
}

function row({ name, description, measurement, reason }: Finding): string {
  const speed = measurement === undefined ? '' : `forward ${figure(measurement.forward)}, training step ${figure(measurement.step)}`;
  return `${name.padEnd(14)} ${[description, speed, reason].filter((part) => part !== undefined && part !== '').join('\n'.padEnd(16))}`;
}

function figure({ gflopPerSecond, bestMs, cpuMs }: Measurement['forward']): string {
  return `${gflopPerSecond.toPrecision(3)} GFLOP/s (${bestMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of processor time)`;
}
