import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import styles from "./page.module.css";

interface PageProps {
  title: string;
  lead: ReactNode;
  action?: ReactNode;
  /** The page above this one. */
  back?: { href: string; label: string };
  children: ReactNode;
}

/** A page of one column: what it is, what to do with it, and its content. */
export function Page({ title, lead, action, back, children }: PageProps) {
  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <header className={styles.head}>
          <div>
            {back && (
              <Link href={back.href} className={styles.back}>
                <ChevronLeft size={14} aria-hidden /> {back.label}
              </Link>
            )}
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

interface CardProps {
  title?: ReactNode;
  /** Beside the title. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A bordered block of rows. */
export function Card({ title, aside, children }: CardProps) {
  return (
    <section className={styles.card}>
      {title && (
        <div className={styles.cardHead}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
