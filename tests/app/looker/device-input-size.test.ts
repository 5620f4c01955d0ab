import { describe, expect, it } from 'vitest';
import { DeviceInputSize } from '../../../app/looker/device-input-size';
import { DEVICE_SIZES } from '../../../models/engine/choose-size';
import { tinyCard } from '../../models/artifact/tiny-card';

const card = (name: string, sizes?: number[]) => tinyCard({ name, task: 'detection', input: { ...tinyCard().input, width: 64, height: 64, sizes } });

/** Whether another size suits after enough runs of so many milliseconds. */
const runs = (suiting: DeviceInputSize, of: ReturnType<typeof card>, runMs: number) => Array.from({ length: DEVICE_SIZES.runs }, () => suiting.ran(of, runMs)).includes(true);

describe('the size that suits a device', () => {
  it('is smaller where runs take long, and is remembered for the model alone', () => {
    const suiting = new DeviceInputSize();
    expect(suiting.sizeFor('slow')).toBeUndefined();
    expect(runs(suiting, card('slow', [32, 64]), 300)).toBe(true);
    expect([suiting.sizeFor('slow'), suiting.sizeFor('other')]).toEqual([32, undefined]);
  });

  it('is the model\'s own where that is in time, or where it serves no other', () => {
    const suiting = new DeviceInputSize();
    expect(runs(suiting, card('quick', [32, 64]), 20)).toBe(false);
    expect(runs(suiting, card('rigid'), 300)).toBe(false);
  });
});
