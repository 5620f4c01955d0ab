import type { ClassificationPrediction } from '../../../models/prediction/prediction';
import { classification as model } from '../../../models/tasks/classification';
import { ClassificationTracker, type FollowedClass } from '../../../models/tracking/classification-tracker';
import { percent } from '../../overlay/labels';
import { MODES } from '../modes';
import type { PageTask } from '../task';
import { AnswerBars } from './answer-bars';
import { drawAnswers } from './draw-answers';

/** What the whole picture shows, as bars that stand still enough to be read. */
export const classification: PageTask<ClassificationPrediction, readonly FollowedClass[]> = {
  name: 'classification',
  mode: MODES.classification,
  invitation: 'Point it at one thing, near enough to fill the picture.',
  answers: 'answers',
  controls: { certainty: { name: 'Certainty', start: 0.03, describe: (probability) => `Show what is at least ${probability} % probable` }, categories: true },

  createTracker: () => new ClassificationTracker(),

  still: ({ classes }, { threshold, hidden }) => classes
    .filter(({ score, categoryId }) => score >= threshold && !hidden.includes(categoryId))
    .map((one) => ({ ...one, opacity: 1, settled: true })),

  select: (shown, hidden) => shown.filter(({ categoryId }) => !hidden.includes(categoryId)),

  /** A screen has bars beside the picture. */
  draw(context, shown, options) {
    if (options.on === 'picture') drawAnswers(context, shown, options);
  },

  records(shown, { width, height }) {
    const classes = shown.filter(({ opacity }) => opacity === 1);
    return model.toCoco({ task: 'classification', width, height, classes }).map((answer, index) => ({ ...answer, label: classes[index]?.label ?? '' }));
  },

  describe: (shown) => (shown.length === 0 ? 'Nothing that the model is certain of' : shown.map(({ label, score }) => `${label} ${percent(score)}`).join(', ')),

  /** The first answer, once it has been that for a while. */
  say: (shown) => shown.find(({ settled }) => settled)?.label,

  foot: (results) => <AnswerBars results={results} />,
};
