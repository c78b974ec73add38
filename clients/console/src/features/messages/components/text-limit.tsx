import { cx } from "@/lib/cx";
import styles from "./composer.module.css";

export const TEXT_MAX = 8_000;
const NEAR = 500;
const number = new Intl.NumberFormat("en");

/** By characters, as the server counts them, not by UTF-16 units. */
export function lengthOf(text: string): number {
  return text.length <= TEXT_MAX - NEAR ? text.length : Array.from(text.trim()).length;
}

export const isTooLong = (text: string) => lengthOf(text) > TEXT_MAX;

/** Nothing far from the limit, a count near it, and beyond it what to do. */
export function TextLimit({ text, id }: { text: string; id: string }) {
  const length = lengthOf(text);
  const excess = length - TEXT_MAX;
  if (length <= TEXT_MAX - NEAR) return null;
  return (
    <p
      className={cx(styles.limit, excess > 0 && styles.over)}
      id={id}
      role={excess > 0 ? "alert" : undefined}
    >
      {excess > 0
        ? `${number.format(excess)} ${excess === 1 ? "character" : "characters"} too long. Shorten the text or send it in parts.`
        : `${number.format(length)} of ${number.format(TEXT_MAX)} characters`}
    </p>
  );
}
