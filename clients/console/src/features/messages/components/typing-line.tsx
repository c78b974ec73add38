import { useEffect } from "react";
import { useWriters } from "@/lib/live/typing";
import styles from "./thread.module.css";

interface TypingLineProps {
  conversationId: string;
  customerName: string;
  /** The line appeared at the end of the thread. */
  onShown?: (() => void) | undefined;
}

/** Keeps its height when nobody writes, so that the thread does not jump. */
export function TypingLine({ conversationId, customerName, onShown }: TypingLineProps) {
  const writers = useWriters(conversationId);
  const isShown = writers.length > 0;
  useEffect(() => {
    if (isShown) onShown?.();
  }, [isShown, onShown]);
  const names = writers.map((writer) =>
    writer.role === "customer" ? customerName : writer.name || "A colleague",
  );
  return (
    <div className={styles.typing} role="status">
      {isShown && (
        <>
          <span className={styles.dots} aria-hidden>
            <i />
            <i />
            <i />
          </span>
          <bdi>{names.join(", ")}</bdi> {names.length === 1 ? "is" : "are"} writing
        </>
      )}
    </div>
  );
}
