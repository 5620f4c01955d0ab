'use client';

import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { ENGINE_NAMES } from '../../looker/engine-names';
import buttons from '../../theme/buttons.module.css';
import { timeModels, type TimedInput, type TimedModel } from '../../looker/time-models';
import styles from './device-times.module.css';
import { size as bytes } from '../figures';
import { loadTimes, saveTimes } from './kept-times';

interface Measurement {
  readonly timed: readonly TimedModel[];
  readonly running: boolean;
  /** Milliseconds since 1970; undefined before it is done. */
  readonly measuredAt: number | undefined;
  /** What went wrong, a sentence. */
  readonly problem: string | undefined;
}

interface DeviceTimesValue extends Measurement {
  readonly start: () => void;
  readonly stop: () => void;
}

const NOTHING: Measurement = { timed: [], running: false, measuredAt: undefined, problem: undefined };
const DeviceTimesContext = createContext<DeviceTimesValue>({ ...NOTHING, start: () => undefined, stop: () => undefined });

/** How long models take on this device, for everything inside; measured when a person asks for it. @param of the name under which the browser keeps it */
export function DeviceTimes({ of, inputs, children }: { readonly of: string; readonly inputs: readonly TimedInput[]; readonly children: ReactNode }) {
  const [measurement, setMeasurement] = useState(NOTHING);
  const running = useRef<AbortController>(undefined);
  const stop = () => running.current?.abort();
  useEffect(() => {
    // After the page is as it was built.
    queueMicrotask(() => setMeasurement((now) => (now.running ? now : { ...NOTHING, ...loadTimes(of) })));
    return stop;
  }, [of]);

  const measure = async () => {
    stop();
    const controller = new AbortController();
    running.current = controller;
    setMeasurement({ ...NOTHING, running: true });
    const timed: TimedModel[] = [];
    let problem: string | undefined;
    try {
      for await (const one of timeModels(inputs, takePicture, controller.signal)) {
        timed.push(one);
        setMeasurement({ ...NOTHING, timed: [...timed], running: true });
      }
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    const measuredAt = Date.now();
    if (timed.length > 0) saveTimes(of, { timed, measuredAt });
    if (running.current === controller) setMeasurement({ timed, running: false, measuredAt, problem });
  };
  return <DeviceTimesContext value={{ ...measurement, start: () => void measure(), stop }}>{children}</DeviceTimesContext>;
}

/** Starts and stops the measurement, and says what it ran on. @param downloadBytes of all models together */
export function MeasureHere({ downloadBytes }: { readonly downloadBytes: number }) {
  const { timed, running, measuredAt, problem, start, stop } = useContext(DeviceTimesContext);
  const engines = [...new Set(timed.map(({ engine: { name, detail } }) => `${ENGINE_NAMES[name].short} (${detail})`))];
  const words = problem ?? (engines.length > 0 ? `Measured on ${engines.join(' and ')}${measuredAt === undefined ? '' : `, ${new Date(measuredAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })}`}.` : `Runs each model at each size; downloads up to ${bytes(downloadBytes)}, once.`);
  return (
    <div className={styles.row}>
      <button type="button" className={`${buttons.button} ${buttons.small} ${buttons.secondary}`} onClick={running ? stop : start}>
        {running ? 'Stop measuring' : timed.length > 0 ? 'Measure again' : 'Measure on this device'}
      </button>
      <p className={styles.words} role="status">{running ? 'Measuring …' : words}</p>
    </div>
  );
}

/** What a model takes here. */
export function TimeHere({ model, size }: TimedInput) {
  const { timed } = useContext(DeviceTimesContext);
  const found = timed.find((one) => one.model === model && one.size === size);
  return found === undefined ? '–' : `${found.milliseconds.toFixed(found.milliseconds < 10 ? 1 : 0)} ms`;
}

/** A picture with something to see in it, made anew each time because the one who looks at it closes it. */
function takePicture(): ImageBitmap {
  const canvas = new OffscreenCanvas(640, 480);
  const context = canvas.getContext('2d');
  for (let stripe = 0; context !== null && stripe < 16; stripe++) {
    context.fillStyle = `hsl(${stripe * 67} 60% ${30 + 3 * stripe}%)`;
    context.fillRect(40 * stripe, (stripe * 97) % 240, 60, 240);
  }
  return canvas.transferToImageBitmap();
}
