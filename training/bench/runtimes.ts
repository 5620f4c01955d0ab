import { loadModel } from '../../models/artifact/load';
import { EngineError, NotFoundError } from '../../models/errors';
import { findModel } from '../export/model-files';
import { benchInBrowser } from './browser-runtimes';
import type { Comparison } from './compare';
import { benchInNode } from './node-runtimes';

const MODELS = ['gfl-shufflenet-v2-pan', 'faster-rcnn-shufflenet-v2-pan-320', 'mobilenet-v2-imagenet', 'tiny-pose-coco'];

/**
 * Our models on every runtime of Node and of the browser. It starts engines of its own, whatever `--engine` says. Each
 * ratio is against the first of its model and place, which is ours.
 */
export async function benchRuntimes(): Promise<Comparison[]> {
  const all: Comparison[] = [];
  for (const name of MODELS) {
    const model = await loadModel(await findModel(name));
    for (const [place, run] of [['Node', benchInNode], ['browser', benchInBrowser]] as const) {
      try {
        all.push(...(await run(model)).map((comparison) => ({ ...comparison, name: `${name}, ${place}: ${comparison.name}` })));
      } catch (error) {
        if (!(error instanceof EngineError || error instanceof NotFoundError)) throw error;
        console.log(`  ${name}, ${place}: ${error.message}`);
      }
    }
  }
  return all;
}
