/** The inbox's colour, made readable: every pair that carries text reaches 4.5 : 1 (WCAG AA). */
type Rgb = [number, number, number];

export interface Theme {
  /** Behind text. */
  accent: string;
  /** Text on the accent. */
  ink: string;
  /** The accent as text or line on the light and on the dark ground. */
  onLight: string;
  onDark: string;
}

export const LIGHT_GROUND = "#ffffff";
export const DARK_GROUND = "#17191c";
const WHITE = "#ffffff";
const BLACK = "#14161a";
const ENOUGH = 4.5;
export const DEFAULT_COLOR = "#1f5f4a";

export function themeOf(color: string): Theme {
  const accent = /^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : DEFAULT_COLOR;
  const ink = contrast(accent, WHITE) >= ENOUGH ? WHITE : BLACK;
  return {
    accent: towards(accent, ink === WHITE ? BLACK : WHITE, ink),
    ink,
    onLight: towards(accent, BLACK, LIGHT_GROUND),
    onDark: towards(accent, WHITE, DARK_GROUND),
  };
}

/** The colour, moved only as far towards `end` as it takes to be read against `ground`. */
function towards(color: string, end: string, ground: string): string {
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = mix(color, end, share);
    if (contrast(mixed, ground) >= ENOUGH) return mixed;
  }
  return end;
}

export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = parse(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(one: string, other: string, share: number): string {
  const to = parse(other);
  const parts = parse(one).map((part, index) => Math.round(part + ((to[index] ?? 0) - part) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function parse(color: string): Rgb {
  return [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16)) as Rgb;
}
