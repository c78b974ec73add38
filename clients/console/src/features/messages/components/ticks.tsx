import type { Message } from "@chorus/wire";
import { Check, CheckCheck } from "lucide-react";
import { cx } from "@/lib/cx";
import { fullTime } from "@/lib/time";
import styles from "./ticks.module.css";

/** How far a message of ours got: sent, delivered, read. */
export function Ticks({ message: { deliveredAt, readAt } }: { message: Message }) {
  const [label, at] = readAt ? ["Read", readAt] : deliveredAt ? ["Delivered", deliveredAt] : ["Sent", null];
  const Icon = deliveredAt || readAt ? CheckCheck : Check;
  return (
    <span className={cx(styles.ticks, readAt && styles.read)} title={at ? `${label} ${fullTime(at)}` : label}>
      <Icon size={14} aria-hidden />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
