import type { PresenceStatus } from "@chorus/wire";
import { Bot } from "lucide-react";
import type { CSSProperties } from "react";
import { cx } from "@/lib/cx";
import styles from "./avatar.module.css";

interface AvatarProps {
  name: string;
  /** Seeds the colour, so that one person looks alike everywhere. */
  seed?: string | null | undefined;
  size?: number;
  presence?: PresenceStatus | undefined;
  bot?: boolean;
}

const HUES = [200, 25, 265, 145, 330, 75, 230, 0, 170, 295];

export function Avatar({ name, seed, size = 30, presence, bot = false }: AvatarProps) {
  const hue = HUES[hash(seed || name) % HUES.length] ?? 200;
  return (
    <span className={styles.frame} style={{ width: size, height: size }} aria-hidden>
      <span
        className={cx(styles.avatar, bot && styles.bot)}
        style={{ "--hue": hue, fontSize: Math.round(size * 0.38) } as CSSProperties}
      >
        {bot ? <Bot size={Math.round(size * 0.56)} /> : initials(name)}
      </span>
      {presence && <PresenceDot presence={presence} className={cx(styles.dot, size < 26 && styles.small)} />}
    </span>
  );
}

export function PresenceDot({
  presence,
  className,
}: {
  presence: PresenceStatus;
  className?: string | undefined;
}) {
  return <span className={cx(styles.presence, styles[presence], className)} aria-hidden />;
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}

function hash(text: string): number {
  let value = 7;
  for (const char of text) value = (value * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return value;
}
