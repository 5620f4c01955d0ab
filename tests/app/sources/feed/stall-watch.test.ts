import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchForStall } from '../../../../app/sources/feed/stall-watch';
import { FakeVideo } from '../fake-video';

describe('the watch for a stalled camera', () => {
  const page = { hidden: false };
  let shown: FakeVideo | null;
  let stop: () => void;
  const onStall = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', page);
    page.hidden = false;
    shown = new FakeVideo();
    onStall.mockClear();
    stop = watchForStall(() => shown as unknown as HTMLVideoElement | null, onStall);
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const seconds = (count: number, withPictures = false) => {
    for (let second = 0; second < count; second++) {
      vi.advanceTimersByTime(1000);
      if (withPictures) shown?.shows();
    }
  };

  it('tells once, some seconds after the last picture', () => {
    seconds(60, true);
    seconds(4);
    expect(onStall).not.toHaveBeenCalled();
    seconds(60);
    expect(onStall).toHaveBeenCalledOnce();
  });

  it('gives a camera more time for its first picture', () => {
    shown = null;
    seconds(8);
    expect(onStall).not.toHaveBeenCalled();
    seconds(1);
    expect(onStall).toHaveBeenCalledOnce();
  });

  it('does not count while the page is hidden or the picture is paused', () => {
    seconds(1, true);
    page.hidden = true;
    seconds(60);
    page.hidden = false;
    if (shown !== null) shown.paused = true;
    seconds(60);
    expect(onStall).not.toHaveBeenCalled();
    if (shown !== null) shown.paused = false;
    seconds(5);
    expect(onStall).toHaveBeenCalledOnce();
  });

  it('takes no page that was busy for a stalled camera', () => {
    seconds(1, true);
    vi.setSystemTime(Date.now() + 3600e3);
    seconds(1, true);
    expect(onStall).not.toHaveBeenCalled();
  });

  it('says nothing after its end', () => {
    stop();
    seconds(60);
    expect(onStall).not.toHaveBeenCalled();
  });
});
