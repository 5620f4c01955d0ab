import type { Page } from 'playwright-core';

/** What moves on the page now and for longer than a moment: the names of animations and the properties in transition. */
export const motions = (page: Page): Promise<string[]> =>
  page.evaluate(() => document.getAnimations()
    .filter(({ effect }) => Number(effect?.getComputedTiming().endTime) > 1)
    .map((motion) => (motion instanceof CSSAnimation ? motion.animationName : motion instanceof CSSTransition ? motion.transitionProperty : motion.id)));
