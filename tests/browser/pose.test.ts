import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { COCO_KEYPOINTS } from '../../models/pose/coco-keypoints';
import { SIDE_COLOURS } from '../../app/tasks/pose/draw-poses';
import { inProject } from '../../server/setup/root.mjs';
import { accessibilityProblems } from './accessibility';
import { stillCamera } from './camera';
import { withPage } from './harness';
import { drawn, openSettings, outOfSight, PATIENCE_MS, PATIENT, running, seen } from './live-page';

const path = '/live?model=tiny-pose-coco&start=camera';
/** Two people who face the camera, down to their waists, and lean their heads. */
const people = stillCamera(inProject('tests', 'fixtures', 'pictures', 'people.webp'));

/**
 * Where they have their joints in that picture, as another engine gives them outside a browser: the joints that are sure of
 * `npm run predict -- --model tiny-pose-coco tests/fixtures/pictures/people.webp --json FILE`.
 */
const REFERENCE: readonly Readonly<Record<string, readonly [x: number, y: number]>>[] = [
  { nose: [49.4, 106], left_eye: [52.2, 91.2], right_eye: [39.8, 103.8], left_shoulder: [146.2, 142.8], right_shoulder: [51.3, 162.3] },
  { nose: [281.1, 89.4], left_eye: [282, 74], right_eye: [264.8, 87.4], left_ear: [298.4, 71.9], right_ear: [252.3, 101.6], left_shoulder: [347.9, 148.4], right_shoulder: [235.7, 161.8] },
];
/** The camera shows that picture 672 pixels wide, less up to 32 for it goes round a little. */
const CAMERA_SCALE = 672 / 400;
const FARTHEST = 32;
/** Pixels of the camera's picture that two ways to look at the same may be apart. */
const TOLERANCE = 12;

interface SavedPerson {
  readonly keypoints: readonly number[];
}

function joint({ keypoints }: SavedPerson, name: string): readonly [x: number, y: number] {
  const at = 3 * COCO_KEYPOINTS.names.indexOf(name);
  const [x = NaN, y = NaN] = keypoints.slice(at, at + 2);
  return [x, y];
}

async function savedPersons(page: Page): Promise<readonly SavedPerson[]> {
  await page.getByRole('button', { name: 'Snapshot' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Save the poses/ }).click()]);
  const { annotations } = JSON.parse(await readFile(await download.path(), 'utf8')) as { readonly annotations: readonly SavedPerson[] };
  return annotations;
}

describe('the mode for poses', () => {
  it.each(['phone', 'desktop'] as const)('follows two people before a camera, with every joint where it belongs (%s)', async (viewport) => {
    await withPage({ path, camera: people, viewport }, async ({ page }) => {
      await running(page);
      await seen(page, /^person\s*2$/).waitFor(PATIENT);
      expect(await page.getByRole('radio', { name: 'Pose' }).isChecked()).toBe(true);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await outOfSight(page)).toEqual([]);

      const persons = await savedPersons(page);
      expect(persons).toHaveLength(2);
      const fromLeft = persons.toSorted((a, b) => joint(a, 'nose')[0] - joint(b, 'nose')[0]);
      fromLeft.forEach((person, index) => {
        const reference = REFERENCE[index] ?? {};
        const [noseX, noseY] = joint(person, 'nose');
        const [referenceX = NaN, referenceY = NaN] = reference.nose ?? [];
        expect(noseX).toBeGreaterThan(CAMERA_SCALE * referenceX - FARTHEST - TOLERANCE);
        expect(noseX).toBeLessThan(CAMERA_SCALE * referenceX + TOLERANCE);
        for (const [name, [x, y]] of Object.entries(reference)) {
          const [foundX, foundY] = joint(person, name);
          const apart = Math.hypot(foundX - noseX - CAMERA_SCALE * (x - referenceX), foundY - noseY - CAMERA_SCALE * (y - referenceY));
          expect(apart, name).toBeLessThan(TOLERANCE);
        }
      });
    });
  }, PATIENCE_MS);

  it('has each side of the body where a mirror shows it, and the other way round where nothing is mirrored', async () => {
    await withPage({ path, camera: people }, async ({ page }) => {
      await running(page);
      await seen(page, /^person\s*2$/).waitFor(PATIENT);
      // In a mirror they have their left on the left: of all that is drawn it reaches further there, and less far on the other end.
      const reaches = async () => {
        const [left, right] = [await drawn(page, SIDE_COLOURS.left), await drawn(page, SIDE_COLOURS.right)];
        if (left === undefined || right === undefined) return undefined;
        return { start: Math.sign(left.left - right.left), end: Math.sign(left.right - right.right) };
      };
      await expect.poll(reaches, { timeout: 30_000 }).toEqual({ start: -1, end: -1 });
      await page.getByRole('button', { name: 'Source' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Mirror the picture' }).click();
      await page.keyboard.press('Escape');
      await expect.poll(reaches, { timeout: 30_000 }).toEqual({ start: 1, end: 1 });
    });
  }, PATIENCE_MS);

  it('says that it runs on this device only', async () => {
    await withPage({ path, camera: people }, async ({ page }) => {
      await running(page);
      const settings = await openSettings(page);
      await settings.getByText(/Pose runs on this device only/).waitFor(PATIENT);
      expect(await settings.getByRole('radio', { name: /The server/ }).count()).toBe(0);
    });
  }, PATIENCE_MS);
});
