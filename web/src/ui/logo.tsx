/** The mark: a roll with one name ticked. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-iris-7)" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M8 10.5h9" />
        <path d="M8 16h6" />
        <path d="M8 21.5h4" />
        <path d="m15.5 20 3.2 3.2L25 14.5" />
      </g>
    </svg>
  )
}
