import { join } from 'node:path';
import { repositoryRoot } from '../../engines/repository-root';

/** The perceptual network that ships: a stand-in for VGG-19 with a quarter of its channels, see public/perceptual/README.md. */
export const PERCEPTUAL_WEIGHTS = join(repositoryRoot, 'public', 'perceptual', 'vgg-19-distilled.safetensors');
