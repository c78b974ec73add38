import { Clock, Lock, Paperclip } from "lucide-react";
import { Link } from "wouter";
import { cx } from "@/lib/cx";
import { duration, shortTime, useNow } from "@/lib/time";
import type { Conversation } from "@/lib/types";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import styles from "./conversation-row.module.css";
import { StatusBadge } from "./status-badge";

interface ConversationRowProps {
  conversation: Conversation;
  href: string;
  isOpen: boolean;
  /** The list has only my own: who has it need not be said. */
  isOwnList: boolean;
  myId: string;
  seenPosition: number;
  now: number;
}

export function ConversationRow({
  conversation,
  href,
  isOpen,
  isOwnList,
  myId,
  seenPosition,
  now,
}: ConversationRowProps) {
  const { customer, lastMessage: last, status, escalation, labels } = conversation;
  const isMine = conversation.assignee?.id === myId;
  const isUnread = !isOpen && isMine && last?.role === "customer" && last.position > seenPosition;
  return (
    <Link
      href={href}
      className={cx(styles.row, isOpen && styles.open, isUnread && styles.unread)}
      aria-current={isOpen ? "true" : undefined}
    >
      <Avatar name={customer.name || "Customer"} seed={customer.id} size={34} />
      <div className={styles.body}>
        <div className={styles.line}>
          <span className={styles.name}>{customer.name || "Customer"}</span>
          <span className={styles.time}>{shortTime(last?.at ?? conversation.createdAt, now)}</span>
        </div>
        <div className={styles.line}>
          <Preview conversation={conversation} isMine={isMine} />
          {isUnread && (
            <span className={styles.dot}>
              <span className="visually-hidden">Unread</span>
            </span>
          )}
        </div>
        <div className={styles.badges}>
          {status === "waiting" && escalation ? (
            <Waiting since={escalation.since} />
          ) : (
            !isOwnList && <StatusBadge conversation={conversation} myId={myId} />
          )}
          {escalation?.isCallbackPromised && <Badge tone="info">Call back</Badge>}
          {labels.slice(0, 2).map((label) => (
            <Badge key={label}>{label}</Badge>
          ))}
          {labels.length > 2 && <span className={styles.time}>+{labels.length - 2}</span>}
        </div>
      </div>
    </Link>
  );
}

const SPEAKERS = { bot: "Bot: ", system: "", customer: "", agent: "" };

function Preview({
  conversation: { lastMessage: last, assignee },
  isMine,
}: {
  conversation: Conversation;
  isMine: boolean;
}) {
  if (!last) return <span className={styles.preview}>No messages yet</span>;
  const agent = isMine ? "You: " : assignee ? `${assignee.name.split(" ")[0] ?? ""}: ` : "";
  return (
    <span className={styles.preview}>
      {last.messageType === "note" && <Lock size={11} aria-label="Note" />}
      {last.messageType === "attachment" && <Paperclip size={11} aria-label="File" />}
      <span className={styles.text}>
        {last.role === "agent" ? agent : SPEAKERS[last.role]}
        {last.preview || (last.messageType === "attachment" ? "File" : "")}
      </span>
    </span>
  );
}

/** Counts seconds, which the list around it does not. */
function Waiting({ since }: { since: string }) {
  const now = useNow(1_000);
  return (
    <Badge tone={waitTone(since, now)} icon={<Clock size={11} aria-hidden />}>
      <span className="visually-hidden">Waiting for </span>
      {duration(since, now)}
    </Badge>
  );
}

/** The target is a first answer within 30 seconds; two minutes is bad. */
function waitTone(since: string, now: number) {
  const seconds = (now - new Date(since).getTime()) / 1000;
  return seconds > 120 ? "danger" : seconds > 30 ? "warning" : "accent";
}
