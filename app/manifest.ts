import type { MetadataRoute } from 'next';
import { SHARE } from './sources/files/shared-file';

export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/',
    name: 'Fovea',
    short_name: 'Fovea',
    description: 'Finds things in your camera\'s picture, live, on your own device.',
    start_url: '/live',
    scope: '/',
    display: 'standalone',
    orientation: 'any',
    background_color: '#0b0c0e',
    theme_color: '#0b0c0e',
    share_target: {
      action: SHARE.action,
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { files: { name: SHARE.field, accept: ['image/*', 'video/*'] } },
    },
    file_handlers: [{
      action: '/live',
      accept: {
        'image/jpeg': ['.jpg', '.jpeg'],
        'image/png': ['.png'],
        'image/webp': ['.webp'],
        'image/gif': ['.gif'],
        'image/avif': ['.avif'],
        'video/mp4': ['.mp4', '.m4v'],
        'video/webm': ['.webm'],
        'video/quicktime': ['.mov'],
      },
    }],
    categories: ['photo', 'utilities'],
    icons: [
      { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    screenshots: [
      { src: '/screenshots/live-phone.webp', sizes: '1170x1992', type: 'image/webp', form_factor: 'narrow', label: 'Finding people in the camera’s picture, on a phone' },
      { src: '/screenshots/live-desktop.webp', sizes: '1280x800', type: 'image/webp', form_factor: 'wide', label: 'Finding bottles on a table, on a larger screen' },
    ],
  };
}
