import type { GraphNode } from '../../graph';
import type { Lowering } from '../lowering';

/** Writes a kernel as nodes of ONNX and says which tensors its outputs are. */
export type Rule = (node: GraphNode, lowering: Lowering) => void;

/** Rules by their kernels' names. */
export type Rules = Readonly<Record<string, Rule>>;
