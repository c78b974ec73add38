/** How long a message may be, counted as the server counts: by characters, not by UTF-16 units. */
export const TEXT_MAX = 8_000;
/** From here on it is told how many are left. */
const NEAR = 500;

export function roomFor(text: string): { left: number; isNear: boolean; isOver: boolean } {
  const trimmed = text.trim();
  // Fewer units than that cannot be too many characters.
  if (trimmed.length <= TEXT_MAX - NEAR)
    return { left: TEXT_MAX - trimmed.length, isNear: false, isOver: false };
  let left = TEXT_MAX;
  for (const _ of trimmed) left--;
  return { left, isNear: left <= NEAR, isOver: left < 0 };
}
