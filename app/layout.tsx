import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import './theme/tokens.css';
import './theme/base.css';
import { UpdatePrompt } from './update-prompt/update-prompt';

export const metadata: Metadata = {
  title: { default: 'Fovea: live vision from any camera', template: '%s · Fovea' },
  description: 'Fovea finds things in your camera\'s picture, live, on your own device.',
  applicationName: 'Fovea',
  appleWebApp: { capable: true, title: 'Fovea', statusBarStyle: 'black-translucent' },
  icons: { icon: [{ url: '/icons/icon.svg', type: 'image/svg+xml' }], apple: '/icons/apple-touch-icon.png' },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0b0c0e' },
    { media: '(prefers-color-scheme: light)', color: '#f5f3ef' },
  ],
};

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <UpdatePrompt />
        {children}
      </body>
    </html>
  );
}
