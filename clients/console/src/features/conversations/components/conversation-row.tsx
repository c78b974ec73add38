import type { Conversation } from "@chorus/wire";
import { Clock } from "lucide-react";
import { Link } from "wouter";
import { customerName } from "@/lib/customer-name";
import { cx } from "@/lib/cx";
import { languageName } from "@/lib/language-name";
import { pageName } from "@/lib/page-name";
import { duration, shortTime, useNow } from "@/lib/time";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import styles from "./conversation-row.module.css";
import { Preview } from "./preview";
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
  /** The time that the list is ordered by, which is the one to show. */
  sortedBy: (conversation: Conversation) => string;
}

export function ConversationRow({
  conversation,
  href,
  isOpen,
  isOwnList,
  myId,
  seenPosition,
  now,
  sortedBy,
}: ConversationRowProps) {
  const { customer, lastMessage: last, status, escalation, labels, language, page } = conversation;
  const name = customerName(customer);
  const isMine = conversation.assignee?.id === myId;
  const isUnread = !isOpen && isMine && last?.role === "customer" && last.position > seenPosition;
  return (
    <Link
      href={href}
      className={cx(styles.row, isOpen && styles.open, isUnread && styles.unread)}
      aria-current={isOpen ? "true" : undefined}
    >
      <Avatar name={name} seed={customer.id} size={34} />
      <div className={styles.body}>
        <div className={styles.line}>
          <span className={styles.name} dir="auto">
            {name}
          </span>
          <span className={styles.time}>{shortTime(sortedBy(conversation), now)}</span>
        </div>
        <div className={styles.line}>
          <Preview conversation={conversation} myId={myId} />
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
          {language && <Language code={language} />}
          {labels.slice(0, 2).map((label) => (
            <Badge key={label}>
              <bdi>{label}</bdi>
            </Badge>
          ))}
          {labels.length > 2 && <span className={styles.time}>+{labels.length - 2}</span>}
          {page && <PageName address={page} />}
        </div>
      </div>
    </Link>
  );
}

function Language({ code }: { code: string }) {
  return (
    <span title={languageName(code)}>
      <Badge>
        <span aria-hidden>{code.slice(0, 2).toUpperCase()}</span>
        <span className="visually-hidden">Writes in {languageName(code)}</span>
      </Badge>
    </span>
  );
}

function PageName({ address }: { address: string }) {
  return (
    <span className={styles.page} title={address} dir="ltr">
      <span className="visually-hidden">On page </span>
      {pageName(address)}
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
