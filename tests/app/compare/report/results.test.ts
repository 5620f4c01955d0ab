import { describe, expect, it } from 'vitest';
import { comparisonResults, describeDevice } from '../../../../app/compare/report/results';
import { usualVariant } from '../../../../app/compare/variants';
import { measured, model } from '../a-model';

describe('the results', () => {
  it('say what was compared, on what, and with which engine, and survive JSON', () => {
    const figures = [measured(50), { ...measured(30), roundsMs: [29, 30, 31], agreement: [{ name: 'Matched boxes', sum: 3, count: 4, shownAs: 'share' as const }] }];
    const device = { browser: 'Chromium 140', platform: 'Linux', cores: 8, memoryGb: 8 };
    const results = comparisonResults({ variants: [usualVariant(model('full')), usualVariant(model('half'))], figures, measuredOn: 'built-in frames', accuracy: { measure: 'AP', dataset: 'COCO' }, device, now: new Date(0) });
    expect(JSON.parse(JSON.stringify(results))).toMatchObject({
      format: 1, measuredAt: '1970-01-01T00:00:00.000Z', measuredOn: 'built-in frames', device, accuracy: { measure: 'AP', dataset: 'COCO' },
      variants: [
        { model: 'full', input: { width: 320, height: 320 }, downloadBytes: 5e6, engine: 'wasm', medianMs: 50, looks: 20 },
        { model: 'half', medianMs: 30, roundsMs: [29, 30, 31], agreementWithFirst: { 'Matched boxes': 0.75 } },
      ],
    });
    expect(JSON.parse(JSON.stringify(results.variants[0]))).not.toHaveProperty('agreementWithFirst');
  });

  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140.0', 'X11'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1', 'Safari 18.5', 'iPhone'],
  ])('name the browser of %s', (userAgent, browser, platform) => {
    expect(describeDevice({ userAgent, hardwareConcurrency: 4 } as Navigator)).toEqual({ browser, platform, cores: 4, memoryGb: undefined });
  });

  it('name a browser that names itself', () => {
    const userAgentData = { platform: 'Android', brands: [{ brand: 'Not)A;Brand', version: '8' }, { brand: 'Chromium', version: '140' }, { brand: 'Google Chrome', version: '140' }] };
    expect(describeDevice({ userAgent: '', userAgentData, hardwareConcurrency: 8, deviceMemory: 8 } as unknown as Navigator)).toEqual({ browser: 'Google Chrome 140', platform: 'Android', cores: 8, memoryGb: 8 });
  });
});
