import { clearLine, cursorTo } from 'node:readline';
import { Presets, SingleBar, type Options } from 'cli-progress';

export interface ProgressState {
  readonly step: number;
  readonly steps: number;
  readonly losses: Readonly<Record<string, number>>;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}

/** How a person follows a run. */
export interface Progress {
  update(state: ProgressState): void;
  /** A sentence among the progress. */
  report(line: string): void;
  close(): void;
}

const QUIET_INTERVAL_MS = 30_000;

/** A bar on a terminal; elsewhere (a file, a pipe) a line every half minute. */
export function createProgress(output: NodeJS.WriteStream = process.stdout, now: () => number = () => performance.now()): Progress {
  return output.isTTY ? barProgress(output) : lineProgress(output, now);
}

function barProgress(output: NodeJS.WriteStream): Progress {
  // The bar must leave signals alone: the loop ends its step first.
  const options: Options = { stream: output, format: '{bar} {step}/{steps}  {text}', hideCursor: true, gracefulExit: false };
  let bar: SingleBar | undefined;
  return {
    update(state) {
      const payload = { step: state.step, steps: state.steps, text: describeProgress(state) };
      if (bar === undefined) {
        bar = new SingleBar(options, Presets.shades_classic);
        bar.start(state.steps, state.step, payload);
      } else {
        bar.update(state.step, payload);
      }
    },
    report(line) {
      if (bar !== undefined) {
        cursorTo(output, 0);
        clearLine(output, 0);
      }
      output.write(`${line}\n`);
    },
    close() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function lineProgress(output: NodeJS.WriteStream, now: () => number): Progress {
  let writtenMs = -Infinity;
  return {
    update(state) {
      if (now() - writtenMs < QUIET_INTERVAL_MS && state.step < state.steps) return;
      writtenMs = now();
      output.write(`step ${state.step}/${state.steps}  ${describeProgress(state)}\n`);
    },
    report: (line) => output.write(`${line}\n`),
    close: () => undefined,
  };
}

/** `loss 1.23 (class 0.80, box 0.43)  7.8 images/s  1 h 05 min left` */
export function describeProgress({ losses, imagesPerSecond, secondsLeft }: Pick<ProgressState, 'losses' | 'imagesPerSecond' | 'secondsLeft'>): string {
  const terms = Object.entries(losses);
  const total = terms.reduce((sum, [, value]) => sum + value, 0);
  const parts = terms.length > 1 ? ` (${terms.map(([name, value]) => `${name} ${value.toPrecision(3)}`).join(', ')})` : '';
  return `loss ${total.toPrecision(3)}${parts}  ${imagesPerSecond.toPrecision(3)} images/s  ${describeDuration(secondsLeft)} left`;
}

export function describeDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
