import type { Message } from "@chorus/wire";
import { BookOpen, Lock } from "lucide-react";
import { cx } from "@/lib/cx";
import { clockTime, fullTime } from "@/lib/time";
import { Avatar } from "@/ui/avatar";
import { Rich } from "@/ui/rich";
import { AttachmentItem } from "./attachment-item";
import styles from "./message-item.module.css";
import { Ticks } from "./ticks";

interface MessageItemProps {
  message: Message;
  isMine: boolean;
  customerName: string;
  startsGroup: boolean;
  /** Above 0: marked; another number marks it again. */
  highlightNonce: number;
}

export function MessageItem({
  message,
  isMine,
  customerName,
  startsGroup,
  highlightNonce,
}: MessageItemProps) {
  if (message.role === "system") return <Notice message={message} highlightNonce={highlightNonce} />;
  const isNote = message.messageType === "note";
  const side = message.role === "customer" ? "theirs" : "ours";
  const name = authorOf(message, isMine, customerName);
  return (
    <li
      id={`message-${message.id}`}
      className={cx(styles.item, styles[side], startsGroup && styles.first)}
      data-role={message.role}
      data-type={message.messageType}
    >
      <span className={styles.avatar}>
        {startsGroup && (
          <Avatar
            name={message.authorName || name}
            seed={message.authorId ?? name}
            size={28}
            bot={message.role === "bot"}
          />
        )}
      </span>
      <div className={styles.column}>
        {startsGroup && (
          <p className={styles.meta}>
            <bdi className={styles.author}>{name}</bdi>
            <time dateTime={message.createdAt} title={fullTime(message.createdAt)}>
              {clockTime(message.createdAt)}
            </time>
          </p>
        )}
        <div
          key={highlightNonce}
          className={cx(
            styles.bubble,
            isNote ? styles.note : styles[message.role],
            highlightNonce > 0 && styles.highlight,
          )}
        >
          {!startsGroup && <span className="visually-hidden">{name}: </span>}
          {isNote && (
            <p className={styles.noteMark}>
              <Lock size={11} aria-hidden /> Private note
            </p>
          )}
          {message.content && <Rich text={message.content} />}
          {message.attachments.map((attachment) => (
            <AttachmentItem key={attachment.id} attachment={attachment} />
          ))}
          {message.sources.length > 0 && <Sources sources={message.sources} />}
        </div>
      </div>
      <span className={styles.tail}>
        {!startsGroup && <time dateTime={message.createdAt}>{clockTime(message.createdAt)}</time>}
        {side === "ours" && !isNote && <Ticks message={message} />}
      </span>
    </li>
  );
}

function authorOf(message: Message, isMine: boolean, customerName: string): string {
  if (isMine) return "You";
  if (message.role === "customer") return message.authorName || customerName;
  if (message.role === "bot") return message.authorName || "Bot";
  return message.authorName || "Agent";
}

function Notice({ message, highlightNonce }: { message: Message; highlightNonce: number }) {
  return (
    <li id={`message-${message.id}`} className={styles.notice}>
      <span key={highlightNonce} className={cx(styles.noticeText, highlightNonce > 0 && styles.highlight)}>
        <span dir="auto">{message.content}</span>
        <time dateTime={message.createdAt} title={fullTime(message.createdAt)}>
          {clockTime(message.createdAt)}
        </time>
      </span>
    </li>
  );
}

/** What the bot's answer rests on: one line per document, the passages on demand. */
function Sources({ sources }: { sources: Message["sources"] }) {
  return (
    <details className={styles.sources}>
      <summary>
        <BookOpen size={12} aria-hidden />
        {[...new Set(sources.map((source) => source.title))].join(", ")}
      </summary>
      {sources.map((source, index) => (
        <blockquote key={index} dir="auto">
          {source.quote}
        </blockquote>
      ))}
    </details>
  );
}
