/* eslint-disable jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reached by the keyboard */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useChat } from "../context.ts";
import { entriesOf, type Entry } from "../entries.ts";
import type { ChatState } from "../state.ts";
import { Icon } from "./icon.tsx";
import { MessageLine, PendingLine } from "./message.tsx";

const NEAR_PX = 80;

/** The messages. Stays at the end while somebody reads there; otherwise says that there is more below. */
export function Log({ state }: { state: ChatState }) {
  const { chat, strings } = useChat();
  const boxRef = useRef<HTMLDivElement>(null);
  const isNearEndRef = useRef(true);
  const heightBeforeRef = useRef(0);
  const [hasMoreBelow, setHasMoreBelow] = useState(false);
  const entries = entriesOf(state);
  const first = state.messages[0]?.id;
  const last = entries.at(-1)?.key;
  const isOwnLast = entries.at(-1)?.kind === "pending";

  useLayoutEffect(() => {
    const element = boxRef.current;
    if (!element) return;
    if (isNearEndRef.current || isOwnLast) element.scrollTop = element.scrollHeight;
    else if (last) setHasMoreBelow(true);
  }, [last, isOwnLast, state.typing, state.place, state.conversation?.status]);

  // Older messages are put above: what was looked at stays where it was.
  useLayoutEffect(() => {
    const element = boxRef.current;
    if (!element) return;
    if (!isNearEndRef.current) element.scrollTop += element.scrollHeight - heightBeforeRef.current;
    heightBeforeRef.current = element.scrollHeight;
  }, [first]);

  // A panel that opens below takes room from the log: who read the end still sees the end.
  useEffect(() => {
    const element = boxRef.current;
    if (!element || !("ResizeObserver" in window)) return undefined;
    const observer = new ResizeObserver(() => {
      if (isNearEndRef.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = boxRef.current;
    if (!element) return;
    isNearEndRef.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    heightBeforeRef.current = element.scrollHeight;
    if (isNearEndRef.current) setHasMoreBelow(false);
  };
  const toEnd = () => boxRef.current?.scrollTo({ top: boxRef.current.scrollHeight });

  return (
    <div class="log-frame">
      <div
        class="log"
        ref={boxRef}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label={strings.messages}
      >
        {state.hasMore && (
          <button type="button" class="quiet" onClick={() => void chat.loadEarlier()}>
            {strings.loadEarlier}
          </button>
        )}
        <Greeting state={state} />
        <div role="log" aria-live="polite" aria-relevant="additions" aria-busy={state.phase === "starting"}>
          <ol>
            {entries.map((entry) => (
              <Line key={entry.key} entry={entry} state={state} />
            ))}
            <Typing state={state} />
          </ol>
        </div>
      </div>
      {hasMoreBelow && (
        <button type="button" class="below" onClick={toEnd}>
          <Icon name="down" size={16} />
          {strings.newMessages}
        </button>
      )}
    </div>
  );
}

function Line({ entry, state }: { entry: Entry; state: ChatState }) {
  const { strings } = useChat();
  switch (entry.kind) {
    case "day":
      return <Day at={entry.at} />;
    case "divider":
      return <li class="day">{strings.earlier}</li>;
    case "happening":
      return (
        <li class="notice" dir="auto">
          {entry.happening.kind === "joined" ? strings.joined(entry.happening.name) : strings.ended}
        </li>
      );
    case "message":
      return <MessageLine {...entry} />;
    case "pending":
      return <PendingLine {...entry} state={state} />;
  }
}

function Day({ at }: { at: string }) {
  const { strings, locale } = useChat();
  const date = new Date(at);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  const name = [strings.today, strings.yesterday][days];
  return (
    <li class="day">
      {name ?? date.toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long" })}
    </li>
  );
}

function Greeting({ state }: { state: ChatState }) {
  const { strings } = useChat();
  const { inbox } = state;
  if (!inbox?.greeting || state.hasMore) return null;
  return (
    <div class="greeting">
      <span class="author" dir="auto">
        {inbox.botName || strings.assistant}
      </span>
      <p class="bubble text" dir="auto">
        {inbox.greeting}
      </p>
    </div>
  );
}

function Typing({ state }: { state: ChatState }) {
  const { strings } = useChat();
  const { typing, inbox } = state;
  if (!typing) return null;
  const name = typing.name || inbox?.botName || strings.assistant;
  return (
    <li class="message other first last typing">
      <span class="bubble" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span class="hidden">{strings.typing(name)}</span>
    </li>
  );
}
