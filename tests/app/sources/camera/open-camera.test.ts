import { afterEach, describe, expect, it, vi } from 'vitest';
import { cameraRungs, isMirrored, openCamera } from '../../../../app/sources/camera/open-camera';

const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };

describe('the mirror', () => {
  it('is for cameras that look at their user', () => {
    expect(isMirrored('user', 'Front camera')).toBe(true);
    expect(isMirrored('environment', 'Front camera')).toBe(false);
  });

  it('is for a computer\'s camera, which does not say where it looks', () => {
    expect(isMirrored(undefined, 'FaceTime HD Camera')).toBe(true);
    expect(isMirrored('', 'Integrated Webcam')).toBe(true);
    expect(isMirrored(undefined, 'Surface Camera Rear')).toBe(false);
  });
});

describe('what is asked of a camera', () => {
  it('becomes less step by step: the size, then which one, and of any camera the size again', () => {
    const side = { facingMode: { ideal: 'environment' } };
    const second = { deviceId: { exact: 'second' } };
    expect(cameraRungs({ deviceId: 'second' }, 'small')).toEqual([{ ...second, ...size }, second, { ...side, ...size }, side, true]);
    expect(cameraRungs({ facing: 'user' }, 'small')).toEqual([{ facingMode: { ideal: 'user' }, ...size }, { facingMode: { ideal: 'user' } }, true]);
  });

  describe('of a browser', () => {
    afterEach(() => void vi.unstubAllGlobals());
    const answer = (getUserMedia: (constraints: MediaStreamConstraints) => Promise<unknown>) => {
      const asked = vi.fn(getUserMedia);
      vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: asked } });
      return asked;
    };

    it('gives another camera of the wished size where the remembered one is gone', async () => {
      const track = { label: 'First', getSettings: () => ({ deviceId: 'first' }) };
      answer(({ video }) => (typeof video === 'object' && 'deviceId' in video ? Promise.reject(new DOMException('', 'OverconstrainedError')) : Promise.resolve({ getVideoTracks: () => [track], video })));
      await expect(openCamera({ deviceId: 'second' }, 'small')).resolves.toMatchObject({ deviceId: 'first', stream: { video: size } });
    });

    it('is not repeated where the answer is no', async () => {
      const asked = answer(() => Promise.reject(new DOMException('', 'NotAllowedError')));
      await expect(openCamera({ deviceId: 'second' })).rejects.toThrow(expect.objectContaining({ name: 'NotAllowedError' }) as Error);
      expect(asked).toHaveBeenCalledOnce();
    });
  });
});
