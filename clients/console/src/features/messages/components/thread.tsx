import { ArrowDown } from "lucide-react";
import { Fragment, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { PendingMessage } from "@/lib/live/pending";
import { dayHeading, isSameDay, useNow } from "@/lib/time";
import type { Message } from "@/lib/types";
import { Button } from "@/ui/button";
import { Spinner } from "@/ui/spinner";
import { useLoadOlder } from "../api/load-older";
import { MessageItem } from "./message-item";
import { PendingItem } from "./pending-item";
import styles from "./thread.module.css";
import { TypingLine } from "./typing-line";

/** Messages to show: scroll to the first, mark all. A new `nonce` repeats it. */
export interface Highlight {
  messageIds: string[];
  nonce: number;
}

interface ThreadProps {
  conversationId: string;
  customerName: string;
  messages: Message[];
  pending: PendingMessage[];
  hasMore: boolean;
  myId: string;
  highlight: Highlight | null;
  /** Everything up to the newest message is on the screen. */
  onSeen: (position: number) => void;
  onRetry: (message: PendingMessage) => void;
  onDiscard: (message: PendingMessage) => void;
}

const NEAR_PX = 90;
const GROUP_MS = 5 * 60_000;

export function Thread(props: ThreadProps) {
  const { conversationId, messages, pending, hasMore, highlight, onSeen } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const older = useLoadOlder(conversationId);
  const now = useNow(60_000);
  const newest = messages.at(-1);
  const firstId = messages[0]?.id;

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  // New at the end: follow it, if the reader was there. New at the start: keep what is being read in place.
  const fromEnd = useRef(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (isAtEnd) element.scrollTop = element.scrollHeight;
  }, [newest?.id, pending.length, isAtEnd]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && !isAtEnd) element.scrollTop = element.scrollHeight - fromEnd.current;
    // Only when older messages came in.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [firstId]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    fromEnd.current = element.scrollHeight - element.scrollTop;
    setAtEnd(fromEnd.current - element.clientHeight < NEAR_PX);
    if (element.scrollTop < 240 && hasMore && !older.isPending && !older.isError) older.mutate();
  };

  useEffect(() => {
    const report = () => {
      if (newest && isAtEnd && document.visibilityState === "visible" && document.hasFocus())
        onSeen(newest.position);
    };
    report();
    window.addEventListener("focus", report);
    document.addEventListener("visibilitychange", report);
    return () => {
      window.removeEventListener("focus", report);
      document.removeEventListener("visibilitychange", report);
    };
  }, [newest, isAtEnd, onSeen]);

  useHighlight(highlight, messages, hasMore, older);

  return (
    <div className={styles.frame}>
      <div
        className={styles.scroller}
        ref={scroller}
        onScroll={onScroll}
        // Scrolled by keyboard as well, so it takes the focus.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label="Messages"
      >
        <div className={styles.top}>
          {older.isPending && <Spinner />}
          {hasMore && !older.isPending && (
            <Button small variant="ghost" onClick={() => older.mutate()}>
              Earlier messages
            </Button>
          )}
        </div>
        <div role="log" aria-live="polite" aria-relevant="additions">
          <ol className={styles.messages}>
            {messages.map((message, index) => {
              const previous = messages[index - 1];
              const startsDay =
                !previous || !isSameDay(new Date(previous.createdAt), new Date(message.createdAt));
              return (
                <Fragment key={message.id}>
                  {startsDay && (
                    <li className={styles.day}>
                      <span>{dayHeading(message.createdAt, now)}</span>
                    </li>
                  )}
                  <MessageItem
                    message={message}
                    isMine={message.authorId === props.myId}
                    customerName={props.customerName}
                    startsGroup={startsDay || !isSameGroup(previous, message)}
                    highlightNonce={highlight?.messageIds.includes(message.id) ? highlight.nonce : 0}
                  />
                </Fragment>
              );
            })}
            {pending.map((message) => (
              <PendingItem
                key={message.id}
                message={message}
                onRetry={() => props.onRetry(message)}
                onDiscard={() => props.onDiscard(message)}
              />
            ))}
          </ol>
        </div>
        <TypingLine
          conversationId={conversationId}
          customerName={props.customerName}
          onShown={isAtEnd ? toEnd : undefined}
        />
      </div>
      {!isAtEnd && (
        <button type="button" className={styles.jump} onClick={toEnd} aria-label="To the newest message">
          <ArrowDown size={17} />
        </button>
      )}
    </div>
  );
}

function isSameGroup(a: Message | undefined, b: Message): boolean {
  if (!a || a.role !== b.role || a.authorId !== b.authorId) return false;
  if ((a.messageType === "note") !== (b.messageType === "note")) return false;
  return new Date(b.createdAt).getTime() - new Date(a.createdAt).getTime() < GROUP_MS;
}

/** Scrolls to the first highlighted message, loading earlier pages until it is there. */
function useHighlight(
  highlight: Highlight | null,
  messages: Message[],
  hasMore: boolean,
  older: ReturnType<typeof useLoadOlder>,
): void {
  const done = useRef(0);
  useEffect(() => {
    if (!highlight || done.current === highlight.nonce) return;
    const found = messages.find((message) => highlight.messageIds.includes(message.id));
    if (found) {
      done.current = highlight.nonce;
      document.getElementById(`message-${found.id}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
    } else if (hasMore && !older.isPending && !older.isError) older.mutate();
    else if (!hasMore) done.current = highlight.nonce;
  }, [highlight, messages, hasMore, older]);
}
