/** A URL as it may be shown and logged: without user, password and query. Text that is no URL is not repeated. */
export function addressOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that is no URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
