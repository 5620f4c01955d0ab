/** The mark: an eye's iris with the fovea, its point of sharpest sight, looking a little aside. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="13" stroke="currentColor" strokeWidth="2.5" />
      <circle cx="16" cy="16" r="7.5" fill="var(--accent)" />
      <circle cx="18.5" cy="13.5" r="2.6" fill="var(--on-accent)" />
    </svg>
  );
}
