const DECEPTIVE = /[\p{C}\p{Z}]/u;

/** What tells a page from others of the site: its path as a person reads it, or the host where it is the home page. */
export function pageName(address: string): string {
  if (!URL.canParse(address)) return address;
  const { host, pathname } = new URL(address);
  if (pathname === "/") return host;
  try {
    const path = decodeURI(pathname);
    return DECEPTIVE.test(path) ? pathname : path;
  } catch {
    return pathname;
  }
}

/** The address for a link; undefined for what would run a script in the console. */
export const linkOf = (address: string) => (/^https?:\/\//.test(address) ? address : undefined);
