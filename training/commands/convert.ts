import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { NotFoundError } from '../../models/errors';
import { publishedFile, readPublished } from '../export/conversions/conversion';
import { maskRcnn2GoCoco } from '../export/conversions/mask-rcnn-2go-coco';
import { mobilenetV2Imagenet } from '../export/conversions/mobilenet-v2-imagenet';
import { nanodetPlusCoco } from '../export/conversions/nanodet-plus-coco';
import { resNet56Cifar10 } from '../export/conversions/resnet-56-cifar-10';
import { selfieMediapipe } from '../export/conversions/selfie-mediapipe';
import { tinyPoseCoco } from '../export/conversions/tiny-pose-coco';
import { convertPerceptual, PERCEPTUAL_SOURCE } from '../export/convert-perceptual';
import { exportModel } from '../export/export-model';
import { modelsDirectory } from '../export/model-files';
import { writeCatalogue } from '../export/write-catalogue';
import { writeOutput } from '../command-line/write-output';
import { PERCEPTUAL_WEIGHTS } from '../tasks/style/perceptual-weights';
import { runCommand } from '../command-line/run-command';

const CATALOGUE = 'catalogue';
/** No model, but a judge of pictures, which training styles needs. */
const PERCEPTUAL = 'perceptual';
const conversions = [maskRcnn2GoCoco, mobilenetV2Imagenet, nanodetPlusCoco, resNet56Cifar10, selfieMediapipe, tinyPoseCoco];

const program = new Command('npm run convert --')
  .description(`Ship a published network as a model of ours in public/models, the network that judges styles ("${PERCEPTUAL}"), or write the catalogue of what is shipped ("${CATALOGUE}").`)
  .addArgument(new Argument('<name>', 'what to make').choices([...conversions.map(({ name }) => name), PERCEPTUAL, CATALOGUE]))
  .option('--from <folder>', 'where the published networks lie, as safetensors in TensorFlow’s layouts or as TensorFlow Lite files', '../shared/pretrained')
  .option('--out <folder>', 'where the models go, a folder each', modelsDirectory)
  .action(async (name: string, { from, out }: { readonly from: string; readonly out: string }) => {
    if (name === PERCEPTUAL) {
      await writeOutput(PERCEPTUAL_WEIGHTS, convertPerceptual(await read(join(from, PERCEPTUAL_SOURCE.file))));
      console.log(PERCEPTUAL_WEIGHTS);
      return;
    }
    const conversion = conversions.find((known) => known.name === name);
    if (conversion !== undefined) {
      const published = readPublished(conversion, await read(join(from, publishedFile(conversion))));
      const converted = await conversion.convert(published, async (file) => (await read(join(from, file))).toString('utf8'));
      const directory = join(out, name);
      const card = await exportModel({ directory, ...converted });
      console.log(`${directory}: ${(card.weights.sizeBytes / 1e6).toFixed(1)} MB, ${(card.parameters / 1e6).toFixed(2)} M parameters, ${Math.round(card.multiplyAdds / 1e6)} M multiply-adds`);
    }
    console.log(await writeCatalogue(out));
  });

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new NotFoundError(`${path} cannot be read; name the folder that holds it with --from.`, { cause });
  });
}

await runCommand(program);
