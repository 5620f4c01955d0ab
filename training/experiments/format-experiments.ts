import { table } from '../readme/section';
import type { Experiments } from './results';

/** Figures as detection-metrics.ts names them, in pairs of AP and AP50. */
const PAIRS = [['80 classes', 'ap', 'ap50'], ['20 classes of VOC', 'vocAp', 'vocAp50'], ['person', 'personAp', 'personAp50']] as const;
const HEADS = PAIRS.map(([scope]) => `${scope}, AP / AP50`);
const CALM = ['Clip', 'Seconds', 'Things on the screen', 'Frames with a person', 'Boxes that come or go, a second', 'Followed things that come or go, a second', 'that change their name, a second'];

const cells = (figures: Readonly<Record<string, number>>): string[] =>
  PAIRS.map(([, ap, ap50]) => [ap, ap50].map((key) => (figures[key] === undefined ? '-' : figures[key].toFixed(4))).join(' / '));

/** The experiments as Markdown. */
export function formatExperiments({ decoding, stages, runs, stability }: Experiments): string {
  return [
    '# Detection: what was tried',
    'Written by `npm run experiment`; the figures are in `detection.json` beside it. All on our validation split of COCO and VOC photographs (520); one run each, so differences below 0.005 are noise. Pictures were shrunk by their decoders; since they are shrunk as on devices, what is as shipped has the figures of its card instead, within that noise.',
    '## Training',
    ...runs.flatMap(({ about, command, evaluations }) => [
      `${about}\n\n\`${command}\``,
      table(['Pictures seen', ...HEADS], evaluations.map(({ images, figures }) => [images.toLocaleString('en'), ...cells(figures)])).trimEnd(),
    ]),
    '## Choosing among boxes',
    'The same candidates of one model, chosen in different ways, none of which costs the network anything.',
    ...decoding.flatMap(({ model, size, command, ways }) => [
      `\`${model}\` at ${size} pixels: \`${command}\``,
      table(['Way', ...HEADS], ways.map(({ name, figures }) => [name, ...cells(figures)])).trimEnd(),
    ]),
    '## One stage and two',
    'What a one-stage detector found is judged again by the second stage of a two-stage detector on the same trunk, in ways that need no training.',
    ...stages.flatMap(({ models: [first, second], training, size, command, ways }) => [
      `\`${first}\`, then \`${second}\` (\`${training}\`), at ${size} pixels: \`${command}\``,
      table(['Way', ...HEADS], ways.map(({ name, figures }) => [name, ...cells(figures)])).trimEnd(),
    ]),
    '## Calm',
    'Boxes that come and go from one frame to the next: as the model gives them, and as the live page follows them. What really comes or goes counts too.',
    ...stability.flatMap(({ model, size, threshold, command, clips }) => [
      `\`${model}\` at ${size} pixels, shown from a score of ${threshold}: \`${command}\``,
      table(CALM, clips.map(({ name, seconds, things, personShare, flickersPerSecond, trackChangesPerSecond, renamesPerSecond }) => [
        name, seconds.toFixed(0), things.toFixed(1), `${(100 * personShare).toFixed(0)} %`, ...[flickersPerSecond, trackChangesPerSecond, renamesPerSecond].map((value) => value.toFixed(2)),
      ])).trimEnd(),
    ]),
  ].join('\n\n').concat('\n');
}
