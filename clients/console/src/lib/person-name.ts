/** A colleague's first name, for lines where there is little room. */
export function personName(name: string): string {
  return name.trim().split(/\s+/)[0] || "Agent";
}
