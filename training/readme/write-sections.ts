import { shippedCards } from '../export/model-files';
import { readBenchResults } from '../bench/results';
import { BENCH_RESULTS, BENCH_SECTION, benchTable } from './bench-table';
import { MODELS_SECTION, modelsTable } from './models-table';
import { replaceSection } from './section';

/** The README with every written part as the files have it now. @param models folder of the shipped ones */
export async function writeSections(text: string, models?: string): Promise<string> {
  const withModels = replaceSection(text, MODELS_SECTION, modelsTable(await shippedCards(models)));
  return replaceSection(withModels, BENCH_SECTION, benchTable(await readBenchResults(BENCH_RESULTS)));
}
