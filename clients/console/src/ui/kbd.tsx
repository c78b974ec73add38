import { cx } from "@/lib/cx";
import styles from "./kbd.module.css";

/** Keys as people press them: "Shift+Enter" is two caps. */
export function Kbd({ keys, inverted }: { keys: string; inverted?: boolean }) {
  return (
    <span className={styles.keys}>
      {keys.split("+").map((key) => (
        <kbd key={key} className={cx(styles.key, inverted && styles.inverted)}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
