import { describe, expect, it } from 'vitest';
import { keptFailing, Recovery, startedAgain } from '../../../app/looker/recovery';

const MINUTE = 60_000;

describe('the ladder of remedies', () => {
  it('is a fresh worker, with a smaller input where memory grows, and then another engine', () => {
    expect((['crash', 'hang', 'growth'] as const).map((trouble) => new Recovery().next(trouble, 0))).toEqual(['nothing', 'nothing', 'smaller input']);
    const recovery = new Recovery();
    expect([recovery.next('crash', 0), recovery.next('hang', MINUTE)]).toEqual(['nothing', 'other engine']);
  });

  it('starts anew with the next engine', () => {
    const recovery = new Recovery();
    expect([0, 1, 2, 3].map((minute) => recovery.next('crash', minute * MINUTE))).toEqual(['nothing', 'other engine', 'nothing', 'other engine']);
  });

  it('starts anew after minutes in which all went well', () => {
    const recovery = new Recovery();
    expect([0, 1, 2, 3].map((hour) => recovery.next('crash', hour * 60 * MINUTE))).toEqual(['nothing', 'nothing', 'nothing', 'nothing']);
  });

  it('is told in words', () => {
    expect(startedAgain('growth', 24)).toBe('The part that runs the model took more and more memory and was started again, with an input of 24 pixels.');
    expect(keptFailing('hang', 'wasm')).toBe('the model kept hanging on the processor');
  });
});
