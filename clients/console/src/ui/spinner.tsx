import { LoaderCircle } from "lucide-react";
import { cx } from "@/lib/cx";
import styles from "./spinner.module.css";

export function Spinner({ className, size = 15 }: { className?: string | undefined; size?: number }) {
  return <LoaderCircle size={size} className={cx(styles.spin, className)} aria-hidden />;
}

/** Stands where a page or panel will be. */
export function Loading({ label = "Loading" }: { label?: string }) {
  return (
    <div className={styles.loading} role="status">
      <Spinner size={18} />
      <span className="visually-hidden">{label}</span>
    </div>
  );
}
