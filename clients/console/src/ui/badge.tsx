import type { ReactNode } from "react";
import { cx } from "@/lib/cx";
import styles from "./badge.module.css";

export type Tone = "neutral" | "accent" | "success" | "warning" | "danger" | "info";

export function Badge({
  tone = "neutral",
  icon,
  children,
  title,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span className={cx(styles.badge, styles[tone])} title={title}>
      {icon}
      {children}
    </span>
  );
}

/** A number that wants to be seen; nothing at zero. */
export function Count({ value, urgent = false, label }: { value: number; urgent?: boolean; label: string }) {
  if (value === 0) return null;
  return (
    <span className={cx(styles.count, urgent && styles.urgent)}>
      {value > 999 ? "999+" : value}
      <span className="visually-hidden"> {label}</span>
    </span>
  );
}
