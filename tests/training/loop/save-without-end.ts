// Saves one checkpoint after another into a folder until it is killed; says so after the second.
import { saveCheckpoint } from '../../../training/loop/checkpoint';
import { sampleCheckpoint } from './sample-checkpoint';

const [outDir = '', from = '0'] = process.argv.slice(2);
for (let step = Number(from) + 1; ; step++) {
  await saveCheckpoint(outDir, sampleCheckpoint(step, 500_000));
  if (step === Number(from) + 2) console.log('saving');
}
