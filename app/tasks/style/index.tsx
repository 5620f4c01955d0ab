import type { StylePrediction } from '../../../models/prediction/prediction';
import { percent } from '../../overlay/labels';
import { MODES } from '../modes';
import type { PageTask } from '../task';
import { drawStyle } from './draw-style';
import { Newest } from './newest';
import { creditOf } from './paintings';
import { SplitLine } from './split-line';
import { StyleBar } from './style-bar';
import { onOtherStyles, optionsFor, wish } from './wish';

/** 'The view as The Starry Night by Vincent van Gogh'; of two styles the second with its share. */
function describe(shown: StylePrediction | undefined): string {
  const [first, second] = shown?.styles ?? [];
  if (first === undefined) return 'Not painted yet';
  return `The view as ${creditOf(first.label)}${second === undefined ? '' : `, with ${percent(second.share)} of ${creditOf(second.label)}`}`;
}

/** What the camera sees as a painting. */
export const style: PageTask<StylePrediction, StylePrediction | undefined> = {
  name: 'style',
  mode: MODES.style,
  invitation: 'Point it at anything: it becomes a painting.',
  answers: 'painting',
  controls: { categories: false },
  wishes: { optionsFor, subscribe: onOtherStyles },
  choice: wish,

  createTracker: () => new Newest(),
  still: (prediction) => prediction,
  select: (shown) => shown,
  draw: drawStyle,
  describe,
  say: (shown) => shown && describe(shown),

  over: () => <SplitLine />,
  foot: (results, _, card) => <StyleBar results={results} card={card} />,
};
