import { useEffect, useState } from 'react';
import type { BrowserEngine } from '../../../models/engine/choose-engine';
import { deviceFacts } from '../../worker/engines/device-facts';

const REASON = 'This browser does not offer it here';

/** Engines that cannot run here, with the reason; none until the browser was asked. */
export function useAbsentEngines(): Readonly<Partial<Record<BrowserEngine, string>>> {
  const [absent, setAbsent] = useState({});
  useEffect(() => void deviceFacts().then(({ webgpu, wasm, webgl }) => setAbsent({
    ...(wasm === 'none' && { wasm: REASON }),
    ...(webgpu.kind === 'none' && { webgpu: REASON }),
    ...(webgl.kind === 'none' && { webgl: REASON }),
  })), []);
  return absent;
}
