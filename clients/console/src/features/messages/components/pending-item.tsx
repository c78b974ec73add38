import { Clock, TriangleAlert } from "lucide-react";
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
            {textOf(message.code) ?? "It was not accepted."}
            <button type="button" onClick={onRetry}>
              Send again
            </button>
            <button type="button" onClick={onDiscard}>
              Discard
            </button>
          </p>
        )}
      </div>
      <span className={styles.tail}>
        {message.state === "pending" && (
          <span title="Not sent yet">
            <Clock size={13} aria-hidden />
            <span className="visually-hidden">Not sent yet</span>
          </span>
        )}
      </span>
    </li>
  );
}
