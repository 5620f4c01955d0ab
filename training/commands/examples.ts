import { readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { parseCatalogue, CATALOGUE_FILE } from '../../models/artifact/catalogue';
import type { Example } from '../../models/artifact/examples';
import { loadModel } from '../../models/artifact/load';
import { sharpFrame } from '../../models/node/pictures/sharp-frame';
import { outputFolder, writeOutput } from '../command-line/write-output';
import { chooseExamples, type Look } from '../draw/choose-examples';
import { svg } from '../draw/draw-over';
import { openPredictor, parsePredictorEngine } from '../engines/open-predictor';
import { repositoryRoot } from '../engines/repository-root';
import { contentsOf } from '../experiments/clip-contents';
import { clipFrames } from '../experiments/clip-frames';
import { findModel, modelsDirectory } from '../export/model-files';
import { formatJson } from '../export/format-json';
import { detectorAnswer, isDetector } from '../tasks/detection/detector-answers';
import { detectionShapes } from '../tasks/detection/shapes';
import { runCommand } from '../command-line/run-command';

const CREDIT = 'Frames: Intel Corporation, sample-videos, CC BY 4.0';
const FRAMES_PER_SECOND = 1;
const folder = join(repositoryRoot, 'public', 'examples');

const program = new Command('npm run examples --')
  .description("Draw, for each shipped detector, the clips' frame that it sees best and the one in which most is wrong, for the page of the models.")
  .argument('<clips...>', 'video files that may be shown, with a line each in training/experiments/clip-contents.ts')
  .option('--engine <name>', 'which engine computes', 'auto')
  .action(async (clips: string[], { engine }: { engine: string }) => {
    await outputFolder(folder);
    const { models } = parseCatalogue(JSON.parse(await readFile(join(modelsDirectory, CATALOGUE_FILE), 'utf8')));
    const examples: Example[] = [];
    for (const { name } of models.filter(isDetector)) {
      const { card, values } = await loadModel(await findModel(name));
      const { predictor } = await openPredictor({ card, values }, parsePredictorEngine(engine));
      const looks: Look[] = [];
      for (const file of clips) {
        const clip = parse(file).name;
        for await (const picture of clipFrames(file, FRAMES_PER_SECOND)) {
          const { prediction } = await predictor.predict(await sharpFrame(picture), { scoreThreshold: 0 });
          looks.push({ clip, picture, prediction: detectorAnswer(prediction, name), contents: contentsOf(clip) });
        }
      }
      predictor.close();
      const { hit, miss } = chooseExamples(looks, card.liveThreshold ?? card.scoreThreshold);
      for (const [kind, look] of [['hit', hit], ['miss', miss]] as const) {
        if (look === undefined) continue;
        const file = `${name}-${kind}.webp`;
        const { width, height } = await sharp(look.picture)
          .composite([{ input: Buffer.from(svg(detectionShapes({ ...look.prediction, detections: [...look.right, ...look.wrong] }), look.prediction)) }])
          .webp({ quality: 72 }).toFile(join(folder, file));
        const [seen, wrong] = [[...look.right, ...look.wrong], look.wrong].map((detections) => detections.map(({ label }) => label));
        examples.push({ model: name, weights: card.weights.sha256, kind, file, width, height, seen: seen ?? [], wrong: wrong ?? [] });
        console.log(`${file}: ${look.clip}, ${seen?.join(', ') ?? ''}`);
      }
    }
    await writeOutput(join(folder, 'examples.json'), formatJson({ credit: CREDIT, examples }));
  });

await runCommand(program);
