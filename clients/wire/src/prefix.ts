/** What stands before our own path in an address: `/chat` where a proxy serves us below it, and else nothing. */
export function prefixBefore(own: "console" | "widget", pathname: string): string {
  const at = `${pathname}/`.indexOf(`/${own}/`);
  return at > 0 ? pathname.slice(0, at) : "";
}
