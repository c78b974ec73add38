import { Clock, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { cx } from "@/lib/cx";
import { textOf } from "@/lib/error-text";
import type { PendingMessage } from "@/lib/live/pending";
import { Rich } from "@/ui/rich";
import styles from "./message-item.module.css";

interface PendingItemProps {
  message: PendingMessage;
  onRetry: () => void;
  onDiscard: () => void;
}

export function PendingItem({ message, onRetry, onDiscard }: PendingItemProps) {
  const isNote = message.messageType === "note";
  const isPending = message.state === "pending";
  const { isLate, wait } = useLate(message);
  const again = () => {
    wait();
    onRetry();
  };
  return (
    <li className={cx(styles.item, styles.ours, styles.pending)}>
      <span className={styles.avatar} />
      <div className={styles.column}>
        <div className={cx(styles.bubble, isNote ? styles.note : styles.agent)}>
          {message.content ? (
            <Rich text={message.content} />
          ) : (
            <p>{message.attachmentIds.length === 1 ? "File" : `${message.attachmentIds.length} files`}</p>
          )}
        </div>
        {message.state === "refused" && (
          <p className={styles.refusal} role="alert">
            <TriangleAlert size={13} aria-hidden />
            {textOf(message.code) ?? "This message was rejected."}
            <button type="button" onClick={onRetry}>
              Send again
            </button>
            <button type="button" onClick={onDiscard}>
              Discard
            </button>
          </p>
        )}
        {isPending && isLate && (
          <p className={styles.refusal} role="status">
            <Clock size={13} aria-hidden />
            Not sent yet
            <button type="button" onClick={again}>
              Try again
            </button>
          </p>
        )}
      </div>
      <span className={styles.tail}>
        {isPending && !isLate && (
          <span title="Not sent yet">
            <Clock size={13} aria-hidden />
            <span className="visually-hidden">Not sent yet</span>
          </span>
        )}
      </span>
    </li>
  );
}

const LATE_MS = 10_000;

/** Whether it is still not sent long after it was written, or after somebody last tried again. */
function useLate({ createdAt }: PendingMessage): { isLate: boolean; wait: () => void } {
  const [since, setSince] = useState(() => Math.min(Date.parse(createdAt), Date.now()));
  const [late, setLate] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setLate(since), since + LATE_MS - Date.now());
    return () => clearTimeout(timer);
  }, [since]);
  return { isLate: late === since, wait: () => setSince(Date.now()) };
}
