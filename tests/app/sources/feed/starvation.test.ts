import { describe, expect, it } from 'vitest';
import { Starvation } from '../../../../app/sources/feed/starvation';
import { FakeVideo } from '../fake-video';

describe('pictures that reach nobody', () => {
  const video = new FakeVideo();
  const idle = (starvation: Starvation) => starvation.idle(video as unknown as HTMLVideoElement);

  it('are those that are shown while whoever should look has nothing to do', () => {
    const starvation = new Starvation();
    expect(idle(starvation)).toBe(false);
    expect(idle(starvation)).toBe(false);
    video.shows();
    expect(idle(starvation)).toBe(true);
  });

  it('are none where one has come meanwhile, or nothing should', () => {
    const starvation = new Starvation();
    idle(starvation);
    video.shows();
    starvation.forget();
    expect(idle(starvation)).toBe(false);
    expect(starvation.idle(null)).toBe(false);
    video.shows();
    expect(idle(starvation)).toBe(false);
  });
});
