import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../../training/loop/pace';
import { createProgress, describeDuration, describeProgress } from '../../../training/loop/progress';

const state = (step: number) => ({ step, steps: 1000, losses: { class: 0.8, box: 0.43 }, imagesPerSecond: 7.84, secondsLeft: 3900 });

/** A stream to look at, on a terminal or not. */
function output(isTTY: boolean) {
  const stream = new PassThrough();
  const texts: string[] = [];
  stream.on('data', (data) => texts.push(String(data)));
  const terminal = { isTTY, columns: 120, clearLine: () => true, cursorTo: () => true, moveCursor: () => true };
  return { stream: Object.assign(stream, terminal) as unknown as NodeJS.WriteStream, text: () => texts.join('') };
}

describe('progress', () => {
  it('is a line every half minute where there is no terminal, and one for the last step', () => {
    const { stream, text } = output(false);
    let seconds = 0;
    const progress = createProgress(stream, () => seconds * 1000);
    for (let step = 1; step <= 61; step++, seconds++) progress.update(state(step));
    progress.report('A sentence.');
    progress.update(state(1000));
    progress.close();
    expect(text().split('\n').map((line) => line.slice(0, 12).trim())).toEqual(['step 1/1000', 'step 31/1000', 'step 61/1000', 'A sentence.', 'step 1000/10', '']);
  });

  it('is a bar on a terminal, with sentences above it', () => {
    const { stream, text } = output(true);
    const progress = createProgress(stream);
    progress.report('Before the bar.');
    progress.update(state(500));
    progress.report('Beside the bar.');
    progress.update(state(501));
    progress.close();
    for (const part of ['Before the bar.\n', '501/1000', 'loss 1.23', 'Beside the bar.\n']) expect(text()).toContain(part);
  });

  it('says what a person wants to know', () => {
    expect(describeProgress(state(1))).toBe('loss 1.23 (class 0.800, box 0.430)  7.84 images/s  1 h 05 min left');
    expect([0, 59.4, 61, 3599, 7260].map(describeDuration)).toEqual(['0 s', '59 s', '1 min', '1 h 00 min', '2 h 01 min']);
  });
});

describe('Pace', () => {
  it('leaves evaluations out', () => {
    let ms = 0;
    let waitedMs = 0;
    const pace = new Pace(8, 100, () => waitedMs, () => ms);
    pace.begin(100);
    ms += 5000;
    waitedMs += 500;
    expect(pace.speed(110)).toEqual({ imagesPerSecond: 16, waitShare: 0.1 });
    pace.end(110);
    ms += 60_000;
    pace.begin(110);
    ms += 1000;
    expect(pace.speed(112)).toEqual({ imagesPerSecond: 16, waitShare: 0 });
    expect(pace.secondsLeft(112, 212)).toBe(50);
  });
});
