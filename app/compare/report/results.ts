import { meanOf } from '../../../models/agreement/agreement';
import { energyOf } from '../figures/energy';
import type { Figures } from '../figures/measures';
import type { MeasuredOn } from '../session/compare-session';
import { nameOf, type Variant } from '../variants';

/** What a browser says of the device, as far as it does. */
export interface DeviceDescription {
  readonly browser: string;
  readonly platform: string;
  readonly cores: number;
  /** Rounded by the browser; undefined where it does not say. */
  readonly memoryGb: number | undefined;
}

/** What two people can compare: everything that was measured, on what, and how. No picture is in it. */
export interface ComparisonResults {
  readonly format: 1;
  readonly measuredAt: string;
  readonly measuredOn: MeasuredOn;
  readonly method: string;
  readonly device: DeviceDescription;
  readonly accuracy: { readonly measure: string; readonly dataset: string } | undefined;
  readonly variants: readonly object[];
}

const METHOD = 'Variants take turns on the same frame, in one worker for each engine; the order changes from frame to frame. A look is from the picture to what is in it. The first looks do not count. Energy is an estimate of arithmetic and one reading of the weights (45 nm).';

interface ResultsInput {
  readonly variants: readonly Variant[];
  readonly figures: readonly Figures[];
  readonly measuredOn: MeasuredOn;
  readonly accuracy: ComparisonResults['accuracy'];
  readonly device: DeviceDescription;
  readonly now: Date;
}

export function comparisonResults({ variants, figures, measuredOn, accuracy, device, now }: ResultsInput): ComparisonResults {
  return {
    format: 1, measuredAt: now.toISOString(), measuredOn, method: METHOD, device, accuracy,
    variants: variants.map((variant, index) => {
      const { model, input } = variant;
      const { opened, agreement = [], ...measured } = figures[index] ?? {};
      return {
        name: nameOf(variant), model: model.name, input: { width: input.width, height: input.height }, downloadBytes: model.sizeBytes, multiplyAdds: input.multiplyAdds,
        accuracy: input.accuracy, engine: opened?.engine.name, engineDetail: opened?.engine.detail, firstAnswerMs: opened?.firstAnswerMs, heldBytes: opened?.heldBytes,
        ...measured,
        agreementWithFirst: index === 0 ? undefined : Object.fromEntries(agreement.map((figure) => [figure.name, meanOf(figure)])),
        estimatedEnergyJ: energyOf({ multiplyAdds: input.multiplyAdds, parameters: model.parameters }),
      };
    }),
  };
}

interface Brands {
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string; readonly version: string }[]; readonly platform: string };
  readonly deviceMemory?: number;
}

/** What this browser says of itself; older ones in one long line, of which the last words name them. */
export function describeDevice(navigator: Navigator & Brands): DeviceDescription {
  const { userAgentData, userAgent, hardwareConcurrency, deviceMemory } = navigator;
  const brand = userAgentData?.brands.filter(({ brand: name }) => !/not.?a.?brand/i.test(name)).at(-1);
  return {
    browser: brand === undefined ? /(Firefox|Edg|Chrome|Version)\/[\d.]+/.exec(userAgent)?.[0].replace('/', ' ').replace('Version', 'Safari') ?? userAgent : `${brand.brand} ${brand.version}`,
    platform: userAgentData?.platform ?? /\(([^;)]+)/.exec(userAgent)?.[1] ?? 'unknown',
    cores: hardwareConcurrency,
    memoryGb: deviceMemory,
  };
}
