import type { Message } from "@chorus/wire";
import { ArrowDown } from "lucide-react";
import {
  Fragment,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type Ref,
} from "react";
import type { LifeEvent } from "@/lib/live/history";
import type { PendingMessage } from "@/lib/live/pending";
import { dayHeading, useNow } from "@/lib/time";
import { Button } from "@/ui/button";
import { Spinner } from "@/ui/spinner";
import { useLoadOlder } from "../api/load-older";
import { LifeLine, type Names } from "./life-line";
import { MessageItem } from "./message-item";
import { PendingItem } from "./pending-item";
import { entriesOf } from "./thread-entries";
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
  history: LifeEvent[];
  names: Names;
  pending: PendingMessage[];
  hasMore: boolean;
  highlight: Highlight | null;
  /** Everything up to the newest message is on the screen. */
  onSeen: (position: number) => void;
  onRetry: (message: PendingMessage) => void;
  onDiscard: (message: PendingMessage) => void;
  ref?: Ref<ThreadHandle>;
}

export interface ThreadHandle {
  toEnd: () => void;
}

const NEAR_PX = 90;

export function Thread({
  conversationId,
  customerName,
  messages,
  history,
  names,
  pending,
  hasMore,
  highlight,
  onSeen,
  onRetry,
  onDiscard,
  ref,
}: ThreadProps) {
  const entries = useMemo(() => entriesOf(messages, history, hasMore), [messages, history, hasMore]);
  const content = useRef<HTMLDivElement>(null);
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

  useImperativeHandle(ref, () => ({ toEnd }));

  // What one sends oneself is what one wants to see, also from further up.
  const sent = useRef(pending.length);
  useLayoutEffect(() => {
    if (pending.length > sent.current) toEnd();
    sent.current = pending.length;
  }, [pending.length, toEnd]);

  // A picture that loads late must not push the last line out of view, which would still count as read.
  const follows = useRef(true);
  useEffect(() => {
    follows.current = isAtEnd;
  }, [isAtEnd]);
  useEffect(() => {
    const observer = new ResizeObserver(() => follows.current && toEnd());
    for (const element of [content.current, scroller.current]) if (element) observer.observe(element);
    return () => observer.disconnect();
  }, [toEnd]);

  // New at the end: follow it, if the reader was there. New at the start: keep what is being read in place.
  const fromEnd = useRef(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (isAtEnd) element.scrollTop = element.scrollHeight;
  }, [newest?.id, entries.length, pending.length, isAtEnd]);
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
      if (
        newest &&
        isAtEnd &&
        isEndShown(scroller.current) &&
        document.visibilityState === "visible" &&
        document.hasFocus()
      )
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
              Load earlier messages
            </Button>
          )}
        </div>
        <div ref={content} role="log" aria-live="polite" aria-relevant="additions">
          <ol className={styles.messages}>
            {entries.map((entry) => (
              <Fragment key={entry.key}>
                {entry.startsDay && (
                  <li className={styles.day}>
                    <span>{dayHeading(entry.at, now)}</span>
                  </li>
                )}
                {entry.kind === "life" ? (
                  <LifeLine event={entry.event} names={names} />
                ) : (
                  <MessageItem
                    message={entry.message}
                    isMine={entry.message.authorId === names.myId}
                    customerName={customerName}
                    startsGroup={entry.startsGroup}
                    highlightNonce={highlight?.messageIds.includes(entry.message.id) ? highlight.nonce : 0}
                  />
                )}
              </Fragment>
            ))}
            {pending.map((message) => (
              <PendingItem
                key={message.id}
                message={message}
                onRetry={() => onRetry(message)}
                onDiscard={() => onDiscard(message)}
              />
            ))}
          </ol>
        </div>
        <TypingLine
          conversationId={conversationId}
          customerName={customerName}
          onShown={isAtEnd ? toEnd : undefined}
        />
      </div>
      {!isAtEnd && (
        <button type="button" className={styles.jump} onClick={toEnd} aria-label="Jump to the latest message">
          <ArrowDown size={17} />
        </button>
      )}
    </div>
  );
}

/** An element without a height is not laid out, as in tests. */
function isEndShown(element: HTMLElement | null): boolean {
  return element === null || element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
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
