import { table } from '../readme/section';
import type { Experiments } from './experiments-schema';
import { overall, type Stability } from './stability';

/** Figures as detection-metrics.ts names them, in pairs of AP and AP50. */
const PAIRS = [['80 classes', 'ap', 'ap50'], ['20 classes of VOC', 'vocAp', 'vocAp50'], ['person', 'personAp', 'personAp50']] as const;
const HEADS = PAIRS.map(([scope]) => `${scope}, AP / AP50`);
const CALM = ['Clip', 'Things on the screen', 'Come or go, a minute', 'Change their name, a minute', 'Things that are not there, a minute', 'of what is shown', 'True things shown, of those found', 'First shown after'];

const cells = (figures: Readonly<Record<string, number>>): string[] =>
  PAIRS.map(([, ap, ap50]) => [ap, ap50].map((key) => (figures[key] === undefined ? '-' : figures[key].toFixed(4))).join(' / '));

const calmCells = ({ name, things, changesPerMinute, renamesPerMinute, falsePerMinute, falseShare, shownShare, delayMs }: Stability & { readonly name: string }): string[] => [
  name, things.toFixed(1), ...[changesPerMinute, renamesPerMinute, falsePerMinute].map((value) => value.toFixed(1)),
  ...[falseShare, shownShare].map((share) => `${(100 * share).toFixed(0)} %`), `${delayMs.toFixed(0)} ms`,
];

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
    'What is shown of a clip, by what a person sees in it. What really comes or goes counts as change too; "found" is what the model finds of the things that are there, from the score of its best F1 on.',
    ...stability.flatMap(({ model, size, command, ways }) => [
      `\`${model}\` at ${size} pixels: \`${command}\``,
      ...ways.flatMap(({ name, threshold, clips }) => [`${name}, from a score of ${threshold}:`, table(CALM, [...clips, { name: 'all', ...overall(clips) }].map(calmCells)).trimEnd()]),
    ]),
  ].join('\n\n').concat('\n');
}
