import { readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import { z } from 'zod';
import { atSize } from '../../models/artifact/input-size';
import { CARD_FILE, loadModel, parseCard } from '../../models/artifact/load';
import { NotFoundError } from '../../models/errors';
import { registerKernels } from '../../models/kernels/register';
import { sharpFrame } from '../../models/node/pictures/sharp-frame';
import type { DetectionPrediction, SegmentationPrediction } from '../../models/prediction/prediction';
import { DetectionTracker } from '../../models/tracking/detection-tracker';
import { SegmentationTracker } from '../../models/tracking/segmentation-tracker';
import { parseCount } from '../command-line/parse-number';
import { Problems } from '../data/problems';
import { readCocoDataset } from '../data/sources/coco/coco-json';
import { loadEngine, parseEngineName } from '../engines/load-engine';
import { openPredictor, parsePredictorEngine } from '../engines/open-predictor';
import { contentsOf } from '../experiments/clip-contents';
import { clipFrames } from '../experiments/clip-frames';
import { inDataFolder } from '../evaluation/evaluate-command';
import { compareDecoding } from '../experiments/decoding';
import { measureFlicker } from '../experiments/flicker';
import { segmentationAnswer, writeFlicker, type FlickerRow } from '../experiments/write-flicker';
import { readExperiments, writeExperiments } from '../experiments/results';
import { measureStability, showingAtOnce, type Clip } from '../experiments/stability';
import { compareStages } from '../experiments/stages';
import { compareWithOptimum, writeOptimum } from '../experiments/style-optimum';
import { findModel } from '../export/model-files';
import { detectorAnswer } from '../tasks/detection/detector-answers';
import { paintingsOf } from '../tasks/style/paintings';
import { runCommand } from '../command-line/run-command';

const program = new Command('npm run experiment --')
  .description('Measure one change at a time and write the results to training/experiments/detection.md.');

program.command('decoding')
  .description("choose among a one-stage detector's boxes in different ways")
  .requiredOption('--model <name>', 'a shipped model, or a folder that holds a card.json')
  .requiredOption('--annotations <file>', 'what is in the pictures, COCO JSON')
  .requiredOption('--images <folder>', 'where the pictures of the annotations lie')
  .requiredOption('--size <pixels>', 'side of the input', parseCount)
  .option('--engine <name>', 'which engine computes', 'auto')
  .action(async ({ model: name, annotations, images, size, engine }: { model: string; annotations: string; images: string; size: number; engine: string }) => {
    await loadEngine(parseEngineName(engine));
    registerKernels(tf.getBackend());
    const { card, values } = await loadModel(await findModel(name));
    const ways = await compareDecoding({ card: atSize(card, size), values }, await readCocoDataset(annotations), images);
    const experiments = await readExperiments();
    const others = experiments.decoding.filter((one) => one.model !== card.name || one.size !== size);
    const command = `npm run experiment -- decoding --model ${card.name} --size ${size} --annotations objects/val.json --images objects/images`;
    console.log(await writeExperiments({ ...experiments, decoding: [...others, { model: card.name, size, command, ways }] }));
  });

program.command('stages')
  .description('have the second stage of a two-stage detector judge what a one-stage detector found, and mix what both say')
  .requiredOption('--model <name>', 'the one-stage detector: a shipped model, or a folder that holds a card.json')
  .requiredOption('--second <name>', 'the two-stage detector')
  .requiredOption('--annotations <file>', 'what is in the pictures, COCO JSON')
  .requiredOption('--images <folder>', 'where the pictures of the annotations lie')
  .option('--engine <name>', 'which engine computes', 'auto')
  .action(async ({ model, second, annotations, images, engine }: { model: string; second: string; annotations: string; images: string; engine: string }) => {
    await loadEngine(parseEngineName(engine));
    registerKernels(tf.getBackend());
    const two = await loadModel(await findModel(second));
    const size = two.card.input.width;
    const { card, values } = await loadModel(await findModel(model));
    const ways = await compareStages({ card: atSize(card, size), values }, two, await readCocoDataset(annotations), images);
    const experiments = await readExperiments();
    const models: [string, string] = [card.name, two.card.name];
    const { command: training = 'not trained here' } = two.card.training ?? {};
    const others = experiments.stages.filter((one) => one.models.join() !== models.join() || one.training !== training);
    const command = `npm run experiment -- stages --model ${card.name} --second ${second} --annotations objects/val.json --images objects/images`;
    console.log(await writeExperiments({ ...experiments, stages: [...others, { models, training, size, command, ways }] }));
  });

program.command('stability')
  .description('how calm and how right what is shown of clips is: at once as the model gives it, and as the live page follows it')
  .argument('<clips...>', 'video files')
  .requiredOption('--model <name>', 'a shipped model, or a folder that holds a card.json')
  .option('--size <pixels>', 'side of the input (default: the one on the card)', parseCount)
  .option('--frames-per-second <number>', 'how many frames are looked at', parseCount, 15)
  .option('--engine <name>', 'which engine computes', 'auto')
  .action(async (clips: string[], { model: name, size, framesPerSecond, engine }: { model: string; size?: number; framesPerSecond: number; engine: string }) => {
    const { card: own, values } = await loadModel(await findModel(name));
    const card = atSize(own, size);
    const { predictor } = await openPredictor({ card, values }, parsePredictorEngine(engine));
    try {
      const watched: (Clip & { readonly name: string })[] = [];
      for (const clip of clips) {
        const predictions: DetectionPrediction[] = [];
        for await (const picture of clipFrames(clip, framesPerSecond)) {
          const { prediction } = await predictor.predict(await sharpFrame(picture), { scoreThreshold: 0 });
          predictions.push(detectorAnswer(prediction, card.name));
        }
        const title = parse(clip).name;
        watched.push({ name: title, predictions, framesPerSecond, contents: contentsOf(title) });
      }
      const { scoreThreshold: foundFrom, liveThreshold = foundFrom } = card;
      const ways = [
        { name: 'What one look finds shown at once', threshold: foundFrom, follower: showingAtOnce },
        { name: 'As the live page', threshold: liveThreshold, follower: () => new DetectionTracker() },
      ].map(({ name: way, threshold, follower }) => ({
        name: way, threshold,
        clips: watched.map(({ name: clip, ...watchedClip }) => ({ name: clip, ...measureStability(watchedClip, { shownFrom: threshold, foundFrom }, follower()) })),
      }));
      const experiments = await readExperiments();
      const others = experiments.stability.filter((one) => one.model !== card.name || one.size !== card.input.width);
      const command = `npm run experiment -- stability --model ${card.name} --size ${card.input.width} --frames-per-second ${framesPerSecond} clips/*.mp4`;
      console.log(await writeExperiments({ ...experiments, stability: [...others, { model: card.name, size: card.input.width, command, ways }] }));
    } finally {
      predictor.close();
    }
  });

program.command('flicker')
  .description('how calm the edges of what is told apart from the background are in clips, and how far they are behind, with and without what the live page does for it; written to training/experiments/segmentation.md')
  .argument('<clips...>', 'video files with someone before a camera')
  .requiredOption('--model <name>', 'a shipped model, or a folder that holds a card.json')
  .option('--frames-per-second <number>', 'how many frames are looked at', parseCount, 15)
  .option('--engine <name>', 'which engine computes', 'auto')
  .action(async (clips: string[], { model: name, framesPerSecond, engine }: { model: string; framesPerSecond: number; engine: string }) => {
    const { card, values } = await loadModel(await findModel(name));
    const { predictor } = await openPredictor({ card, values }, parsePredictorEngine(engine));
    try {
      const rows: FlickerRow[] = [];
      for (const clip of clips) {
        const predictions: SegmentationPrediction[] = [];
        for await (const picture of clipFrames(clip, framesPerSecond)) predictions.push(segmentationAnswer((await predictor.predict(await sharpFrame(picture))).prediction, card.name));
        const measured = (keptShare?: number) => measureFlicker(predictions, framesPerSecond, new SegmentationTracker(keptShare));
        rows.push({ clip: parse(clip).name, frames: predictions.length, atOnce: measured(0), live: measured() });
      }
      console.log(await writeFlicker(rows, `npm run experiment -- flicker --model ${card.name} --frames-per-second ${framesPerSecond} clips/*.mp4`));
    } finally {
      predictor.close();
    }
  });

program.command('style')
  .description('how near a painter in one pass comes to pictures that are painted slowly, each photograph in each of some styles; written to training/experiments/style.md')
  .argument('<photographs...>', 'pictures that training has not seen')
  .requiredOption('--model <name>', 'a shipped model, or a folder that holds a card.json')
  .requiredOption('--paintings <folder>', 'the paintings of its styles')
  .option('--styles <number>', 'so many of them, evenly from the card', parseCount, 5)
  .option('--steps <number>', 'of the slow way', parseCount, 150)
  .option('--engine <name>', 'which engine computes', 'auto')
  .action(async (photographs: string[], { model: name, paintings, styles, steps, engine }: { model: string; paintings: string; styles: number; steps: number; engine: string }) => {
    const model = await loadModel(await findModel(name));
    await loadEngine(parseEngineName(engine));
    const files = await paintingsOf(paintings, model.card.categories.map(({ name: style }) => style), new Problems(console.error));
    const rows = await compareWithOptimum(model, { photographs, paintings: files, styles, steps, report: (row) => console.log(JSON.stringify(row)) });
    console.log(await writeOptimum(rows, `npm run experiment -- style --model ${model.card.name} --paintings ${inDataFolder(paintings)} --styles ${styles} --steps ${steps} ${photographs.map(inDataFolder).join(' ')}`));
  });

const recordSchema = z.looseObject({ step: z.int(), metrics: z.record(z.string(), z.number()) });

program.command('run')
  .description('take the evaluations of a training run into the table')
  .argument('<folder>', 'of the run, with log.jsonl and model/card.json')
  .requiredOption('--about <text>', 'what the run is to find out, a sentence')
  .action(async (folder: string, { about }: { about: string }) => {
    const [log, cardText] = await Promise.all([read(join(folder, 'log.jsonl')), read(join(folder, 'model', CARD_FILE))]);
    const { training } = parseCard(cardText);
    if (training === undefined) throw new NotFoundError(`The model of ${folder} was not trained here.`);
    const perStep = training.images / training.steps;
    const evaluations = log.split('\n').filter((line) => line !== '').flatMap((line) => {
      const record = recordSchema.safeParse(JSON.parse(line));
      return record.success ? [{ images: Math.round(record.data.step * perStep), figures: record.data.metrics }] : [];
    });
    const experiments = await readExperiments();
    const others = experiments.runs.filter((run) => run.about !== about);
    console.log(await writeExperiments({ ...experiments, runs: [...others, { about, command: training.command, evaluations }] }));
  });

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new NotFoundError(`${path} cannot be read; expected a run that has exported its model.`, { cause });
  });
}

await runCommand(program);
