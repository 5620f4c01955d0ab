import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import manifest from '../../app/manifest';
import { inProject } from '../../server/setup/root.mjs';

const { icons = [], screenshots = [] } = manifest();
const pictures = [...icons, ...screenshots].filter(({ sizes }) => sizes !== 'any');

describe('the manifest', () => {
  it.each(pictures)('states the size and the type of $src as they are', async ({ src, sizes, type }) => {
    const { width, height, format } = await sharp(inProject('public', src)).metadata();
    expect({ sizes, type }).toEqual({ sizes: `${width}x${height}`, type: `image/${format}` });
  });

  it.each(screenshots)('shows $src in the install dialog, whose limits it keeps', ({ form_factor, sizes = '' }) => {
    const [width = 0, height = 0] = sizes.split('x').map(Number);
    expect(form_factor).toBe(width > height ? 'wide' : 'narrow');
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(320);
    expect(Math.max(width, height)).toBeLessThanOrEqual(3840);
    expect(Math.max(width, height) / Math.min(width, height)).toBeLessThanOrEqual(2.3);
  });
});
