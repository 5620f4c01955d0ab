import { describe, expect, it } from 'vitest';
import { CaptureTray } from '../../../app/captures/capture-tray';
import type { Capture } from '../../../app/captures/capture';

const picture = (name: string): Capture => ({ kind: 'picture', files: [new File([], name)], description: name });

describe('CaptureTray', () => {
  const keeping = () => new CaptureTray((sentence) => { throw new Error(sentence); });
  const names = ({ state }: CaptureTray) => state.get().kept.map(({ description }) => description);

  it('keeps what is taken while another is shown', async () => {
    const kept = keeping();
    await kept.snapshot(() => Promise.resolve(picture('first')));
    await kept.snapshot(() => Promise.resolve(picture('second')));
    expect(names(kept)).toEqual(['first', 'second']);
    kept.letGo();
    expect(names(kept)).toEqual(['second']);
  });

  it('says what would be lost, until that is saved or let go', async () => {
    const kept = keeping();
    expect(kept.wouldBeLost()).toBe(false);
    await kept.snapshot(() => Promise.resolve(picture('one')));
    expect(kept.wouldBeLost()).toBe(true);
    kept.saved();
    expect(kept.wouldBeLost()).toBe(false);
    await kept.snapshot(() => Promise.resolve(picture('two')));
    expect(kept.wouldBeLost()).toBe(true);
    kept.letGo();
    kept.letGo();
    expect(kept.wouldBeLost()).toBe(false);
  });

  it('asks about what is offered until that is saved or let go, and not about the next', async () => {
    const kept = keeping();
    for (const end of ['saved', 'letGo'] as const) {
      await kept.snapshot(() => Promise.resolve(picture(end)));
      expect(kept.state.get().asked).toBe(false);
      kept.offer();
      expect(kept.state.get().asked).toBe(true);
      kept[end]();
      expect(kept.state.get().asked).toBe(false);
    }
  });
});
