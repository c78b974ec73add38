import { ChevronDown } from "lucide-react";
import { useId, type ReactNode } from "react";
import { createStored } from "@/lib/stored";
import { cx } from "@/lib/cx";
import styles from "./section.module.css";

const folded = createStored<Record<string, boolean>>("chorus.folded", {});

interface SectionProps {
  /** Under this name the browser remembers whether it is folded. */
  name: string;
  title: ReactNode;
  /** Beside the title, outside of what folds. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ name, title, aside, children }: SectionProps) {
  const all = folded.use();
  const isFolded = all[name] === true;
  const id = useId();
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3 className={styles.title}>
          <button
            type="button"
            aria-expanded={!isFolded}
            aria-controls={id}
            onClick={() => folded.set({ ...all, [name]: !isFolded })}
          >
            <ChevronDown size={14} className={cx(styles.chevron, isFolded && styles.turned)} aria-hidden />
            {title}
          </button>
        </h3>
        {aside}
      </div>
      <div id={id} hidden={isFolded} className={styles.body}>
        {children}
      </div>
    </section>
  );
}
