/** The mark: a lectern. */
export function Logo() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#3557c9" />
      <path d="M6.5 11.5 16 8l9.5 3.5-2 5.5h-15z" fill="#fff" />
      <path d="M16 17v7M11.5 24.5h9" stroke="#fff" strokeWidth="2.2" strokeLinecap="round" />
    </svg>
  );
}
