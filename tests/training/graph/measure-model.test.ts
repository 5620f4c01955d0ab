import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../models/artifact/load';
import { countMultiplyAdds, countParameters } from '../../../models/graph/costs';
import { startWasm } from '../../../training/engines/wasm-engine';
import { startEngine } from '../../../training/engines/open-predictor';
import { findModel } from '../../../training/export/model-files';
import { measureModel } from '../../../training/graph/measure-model';
import { ort } from '../../models/graph/onnx/onnxruntime';

const model = await loadModel(await findModel('mobilenet-v2-imagenet'));
const sum = (seconds: Iterable<number>) => [...seconds].reduce((all, each) => all + each, 0);

describe('measureModel', () => {
  beforeAll(async () => {
    await startWasm();
  });

  it('measures on tfjs the graph that the predictor runs, which costs what the card says', async () => {
    const { graph, measured } = await measureModel(model, await startEngine('wasm'));
    expect(graph.nodes.some(({ kernel }) => kernel === 'PadV2')).toBe(false);
    expect([countMultiplyAdds(graph), countParameters(graph)]).toEqual([model.card.multiplyAdds, model.card.parameters]);
    expect(sum(measured?.places.values() ?? [])).toBeCloseTo(sum(measured?.nodes?.values() ?? []), 9);
  });

  it.skipIf(ort === undefined)('measures on onnxruntime the exported graph, layer by layer (skipped where it is not installed)', async () => {
    const { graph, measured } = await measureModel(model, await startEngine('onnxruntime'));
    expect([countMultiplyAdds(graph), countParameters(graph)]).toEqual([model.card.multiplyAdds, model.card.parameters]);
    const layers = new Set(graph.nodes.map(({ place }) => place).filter((place) => place.includes('/')));
    expect(layers.size).toBeGreaterThan(40);
    for (const layer of layers) expect([layer, measured?.places.get(layer)]).toEqual([layer, expect.any(Number)]);
    expect(Math.min(measured?.roof.flops ?? 0, measured?.roof.bytes ?? 0)).toBeGreaterThan(0);
  });
});
