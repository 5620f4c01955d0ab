import { spawn } from 'node:child_process';
import { Command, Option } from 'commander';
import { loadModel } from '../../models/artifact/load';
import { EngineError } from '../../models/errors';
import { writeOutput } from '../command-line/write-output';
import { buildNative } from '../engines/build-native';
import { measureEngine, measurePredictor, type Measurement } from '../engines/measure-engine';
import { isOnnxEngine, parsePredictorEngine, type PredictorEngineName, predictorEngineNames, startEngine } from '../engines/open-predictor';
import { findModel } from '../export/model-files';
import { runCommand } from '../command-line/run-command';

interface Options {
  readonly buildNative?: true;
  readonly tensorflow?: string;
  readonly json?: string;
  readonly probe?: string;
}

/** What is found out about an engine: its speed, or why it has none. */
interface Finding {
  readonly name: PredictorEngineName;
  readonly description?: string;
  readonly measurement?: Measurement;
  readonly reason?: string;
}

const probeMark = 'fovea-engine:';

/** The model that shows how fast an engine answers that can do nothing else. */
const ANSWERED = 'mobilenet-v2-imagenet';

/** Columns of an engine's name. */
const NAME_WIDTH = 16;

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
  for (const name of predictorEngineNames) {
    const finding = await probeApart(name);
    findings.push(finding);
    console.log(row(finding));
  }
  const trains = findings.find(({ measurement }) => measurement?.step !== undefined);
  const answers = findings.find(({ measurement }) => measurement !== undefined);
  console.log(`\nTraining takes ${trains?.name ?? 'none of them'}, prediction ${answers?.name ?? 'none of them'}.`);
  console.log(`GFLOP/s: a small MobileNetV2 in batches (onnxruntime, which cannot train: ${ANSWERED} picture by picture), two operations a multiply-add, fastest pass.`);
  if (jsonFile !== undefined) await writeOutput(jsonFile, `${JSON.stringify({ engines: findings }, null, 2)}\n`);
}

/** Loads and times an engine in this process. */
async function probe(text: string): Promise<Finding> {
  const name = parsePredictorEngine(text);
  if (name === 'auto') throw new EngineError('Only one engine at a time can be probed.');
  try {
    const engine = await startEngine(name);
    const { description, tooSlow } = engine;
    if (isOnnxEngine(name)) {
      const model = await loadModel(await findModel(ANSWERED));
      return { name, description, measurement: await measurePredictor(model, await engine.open(model)) };
    }
    return tooSlow === undefined ? { name, description, measurement: await measureEngine() } : { name, description, reason: `Not measured: ${tooSlow}.` };
  } catch (error) {
    return { name, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The same in a process of its own: engines cannot be unloaded, and one that crashes must not take the others along. */
function probeApart(name: PredictorEngineName): Promise<Finding> {
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
  const forward = measurement && `forward ${figure(measurement.forward)}`;
  const speed = measurement?.step === undefined ? forward : `${forward}, training step ${figure(measurement.step)}`;
  return `${name.padEnd(NAME_WIDTH)} ${[description, speed, reason].filter((part) => part !== undefined && part !== '').join('\n'.padEnd(NAME_WIDTH + 2))}`;
}

function figure({ gflopPerSecond, bestMs, cpuMs }: Measurement['forward']): string {
  return `${gflopPerSecond.toPrecision(3)} GFLOP/s (${bestMs.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of processor time)`;
}
