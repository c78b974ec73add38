import type { ReactNode } from "react";
import styles from "./page.module.css";

interface PageProps {
  title: string;
  lead: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

/** A page of one column: what it is, what to do with it, and its content. */
export function Page({ title, lead, action, children }: PageProps) {
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <header className={styles.head}>
          <div>
            <h1 className={styles.title}>{title}</h1>
            <p className={styles.lead}>{lead}</p>
          </div>
          {action}
        </header>
        {children}
      </div>
    </div>
  );
}

/** A bordered block of rows. */
export function Card({ title, children }: { title?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.card}>
      {title && <h2 className={styles.cardTitle}>{title}</h2>}
      {children}
    </section>
  );
}
