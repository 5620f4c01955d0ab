import type { LoadedModel } from '../../models/artifact/load';
import { exportedGraph } from '../../models/graph/exported-graph';
import type { Graph } from '../../models/graph/graph';
import { onnxModel } from '../../models/graph/onnx/model-to-onnx';
import { simplifyForEngine } from '../../models/graph/passes/optimize';
import { traceModel } from '../../models/graph/trace-model';
import type { ProfiledNode } from '../../models/node/engines/profile-onnx';
import type { AnsweringEngine } from '../engines/open-predictor';
import type { Measured } from './layer-table';
import { measureNodes } from './measure-nodes';
import { higherRoof, measureOnnxRoof, measureRoof } from './roof';

export interface MeasuredModel {
  /** The graph that the engine runs when it answers. */
  readonly graph: Graph;
  /** Missing for an engine that works on its own while the program goes on. */
  readonly measured?: Measured;
}

/** A model as an engine runs it for a picture, with times. The roof is measured before and after, for a machine is busy at times. */
export async function measureModel({ card, values }: LoadedModel, engine: AnsweringEngine): Promise<MeasuredModel> {
  if (!('profile' in engine)) return measureOnTfjs(simplifyForEngine(traceModel(card, values)));
  const graph = await exportedGraph(card, values);
  const before = await measureOnnxRoof(engine);
  const places = secondsByPlace(await engine.profile(onnxModel(card, graph)));
  return { graph, measured: { places, roof: higherRoof(before, await measureOnnxRoof(engine)) } };
}

function measureOnTfjs(graph: Graph): MeasuredModel {
  const before = measureRoof();
  const nodes = measureNodes(graph);
  if (nodes === undefined) return { graph };
  const places = added([...nodes].map(([{ place }, seconds]) => [place, seconds]));
  return { graph, measured: { nodes, places, roof: higherRoof(before, measureRoof()) } };
}

/** Between the layouts of its convolutions and the others'. */
const REORDERING = /^Reorder(Input|Output)$/;

/** A node's name ends with its type, before which stands its place. */
const secondsByPlace = (nodes: readonly ProfiledNode[]): Map<string, number> =>
  added(nodes.map(({ name, type, seconds }) => [REORDERING.test(type) ? '(changes of layout)' : name.slice(0, Math.max(0, name.lastIndexOf('/'))), seconds]));

function added(entries: readonly (readonly [place: string, seconds: number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [place, seconds] of entries) sums.set(place, (sums.get(place) ?? 0) + seconds);
  return sums;
}
