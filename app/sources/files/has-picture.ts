/** Whether the video at an address has a picture that this browser can show, which is known once the first one is decoded. */
export function hasPicture(url: string): Promise<boolean> {
  const probe = document.createElement('video');
  probe.muted = true;
  probe.playsInline = true;
  probe.preload = 'auto';
  return new Promise<boolean>((resolve) => {
    probe.addEventListener('loadeddata', () => resolve(probe.videoWidth > 0), { once: true });
    probe.addEventListener('error', () => resolve(false), { once: true });
    probe.src = url;
    // Phones decode nothing before it is to be played.
    probe.play().catch(() => undefined);
  }).finally(() => {
    probe.removeAttribute('src');
    probe.load();
  });
}
