import { cx } from "@/lib/cx";
import styles from "./skeleton.module.css";

/** Grey lines where a list will be. */
export function SkeletonList({ rows = 6, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" className={styles.list}>
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row}>
          <span className={cx(styles.block, styles.round)} />
          <span className={styles.lines}>
            <span className={styles.block} style={{ width: `${38 + ((row * 17) % 30)}%` }} />
            <span className={styles.block} style={{ width: `${60 + ((row * 23) % 35)}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}
