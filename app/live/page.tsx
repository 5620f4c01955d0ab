import type { Metadata } from 'next';
import { Live } from './live';

export const metadata: Metadata = { title: 'Live', description: 'Point a camera at something and see what it is.' };

export default function LivePage() {
  return <Live />;
}
