import type { Metadata } from 'next';
import { preload } from 'react-dom';
import { CATALOGUE_FILE } from '../../models/artifact/catalogue';
import { Live } from './live';

export const metadata: Metadata = { title: 'Live', description: 'Point a camera at something and see what it is.' };

export default function LivePage() {
  // The first thing that the page asks for once its scripts are there.
  preload(`/models/${CATALOGUE_FILE}`, { as: 'fetch', crossOrigin: 'anonymous' });
  return <Live />;
}
