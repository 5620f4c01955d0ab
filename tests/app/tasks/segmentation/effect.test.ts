import { describe, expect, it } from 'vitest';
import { coveringShare } from '../../../../app/tasks/segmentation/gl-compositor';
import { background } from '../../../../app/tasks/segmentation/effect';

describe('what is done with the background', () => {
  it('takes what was kept, and what it cannot read as never chosen', () => {
    expect(background.parse('{"effect":"hide","strength":0.25,"colour":"#010203"}')).toEqual({ effect: 'hide', strength: 0.25, colour: '#010203' });
    const untouched = background.parse(null);
    expect(untouched.effect).toBe('blur');
    expect(background.parse('{"effect":"explode","strength":7,"colour":"red"}')).toEqual(untouched);
    expect(background.parse('not JSON')).toEqual(untouched);
  });
});

describe('coveringShare', () => {
  it('cuts away what does not fit, along one axis', () => {
    expect(coveringShare({ width: 200, height: 100 }, { width: 100, height: 100 })).toEqual([0.5, 1]);
    expect(coveringShare({ width: 100, height: 200 }, { width: 100, height: 100 })).toEqual([1, 0.5]);
    expect(coveringShare({ width: 32, height: 18 }, { width: 1920, height: 1080 })).toEqual([1, 1]);
  });
});
