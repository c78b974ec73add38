/** The mark: three voices that become one line. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" role="img" aria-label="Chorus">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path
        d="M8 11.5c4.2 0 4.6 4.5 8 4.5h8M8 20.5c4.2 0 4.6-4.5 8-4.5M8 16h16"
        stroke="var(--on-accent)"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
