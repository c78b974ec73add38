import type { Message, OutboxMessage } from "@chorus/wire";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "../context.ts";
import { segmentsOf } from "../links.ts";
import type { ChatState } from "../state.ts";
import { Files } from "./files.tsx";
import { Icon } from "./icon.tsx";

interface Run {
  isFirst: boolean;
  isLast: boolean;
}

/** Text is text: no markup of anybody's is ever interpreted. */
export function Text({ content }: { content: string }) {
  return (
    <p class="text" dir="auto">
      {segmentsOf(content).map(({ text, href }, index) =>
        href ? (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {text}
          </a>
        ) : (
          text
        ),
      )}
    </p>
  );
}

interface BubbleProps extends Run {
  own: boolean;
  author: string;
  meta?: ComponentChildren;
  children: ComponentChildren;
}

function Bubble({ own, author, isFirst, isLast, meta, children }: BubbleProps) {
  const classes = ["message", own ? "own" : "other", isFirst && "first", isLast && "last"];
  return (
    <li class={classes.filter(Boolean).join(" ")}>
      <span class={own || !isFirst ? "hidden" : "author"} dir="auto">
        {author}
      </span>
      <div class="bubble">{children}</div>
      {meta && <div class="meta">{meta}</div>}
    </li>
  );
}

export function MessageLine({
  message,
  isNewestOwn,
  isAnswered,
  ...run
}: { message: Message; isNewestOwn: boolean; isAnswered: boolean } & Run) {
  const { strings, locale } = useChat();
  const { role, messageType, content, attachments, sources, createdAt } = message;
  if (messageType === "notice" || role === "system")
    return (
      <li class="notice" dir="auto">
        {content}
      </li>
    );
  const own = role === "customer";
  const author = own ? strings.you : message.authorName || strings.assistant;
  const time = new Date(createdAt).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
  const meta = run.isLast && (
    <>
      <time dateTime={createdAt}>{time}</time>
      {isNewestOwn && <Receipt message={message} isAnswered={isAnswered} />}
    </>
  );
  return (
    <Bubble own={own} author={author} meta={meta} {...run}>
      {content && <Text content={content} />}
      <Files files={attachments} />
      {sources.length > 0 && <Sources sources={sources} />}
    </Bubble>
  );
}

function Receipt({ message, isAnswered }: { message: Message; isAnswered: boolean }) {
  const { strings } = useChat();
  // Whoever has answered it has read it; the bot sends no receipts.
  const state = message.readAt || isAnswered ? "read" : message.deliveredAt ? "delivered" : "sent";
  return (
    <span class={`receipt ${state}`}>
      <Icon name={state === "sent" ? "check" : "checks"} size={14} />
      {strings[state]}
    </span>
  );
}

function Sources({ sources }: { sources: Message["sources"] }) {
  const { strings } = useChat();
  return (
    <details class="sources" onToggle={(event) => event.currentTarget.scrollIntoView({ block: "nearest" })}>
      <summary>
        {strings.sources} <span>{sources.length}</span>
      </summary>
      <ul>
        {sources.map(({ documentId, title, quote }) => (
          <li key={`${documentId} ${quote}`}>
            <b dir="auto">{title}</b>
            <q dir="auto">{quote}</q>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function PendingLine({ row, state, ...run }: { row: OutboxMessage; state: ChatState } & Run) {
  const { chat, strings } = useChat();
  const files = row.attachmentIds.flatMap((id) => state.files[id] ?? []);
  const isRefused = row.state === "refused";
  const { isLate, wait } = useLate(row);
  const again = () => {
    wait();
    chat.retry(row.id);
  };
  const meta = isRefused ? (
    <span class="refused">
      <Icon name="warning" size={14} />
      {strings.refused}
      <button type="button" onClick={() => chat.retry(row.id)}>
        {strings.retry}
      </button>
      <button type="button" onClick={() => chat.discard(row.id)}>
        {strings.discard}
      </button>
    </span>
  ) : isLate ? (
    <span class="refused" role="status">
      <Icon name="clock" size={14} />
      {strings.late}
      <button type="button" onClick={again}>
        {strings.retry}
      </button>
    </span>
  ) : (
    run.isLast && (
      <span class="receipt pending">
        <Icon name="clock" size={14} />
        <span class="hidden">{strings.pending}</span>
      </span>
    )
  );
  return (
    <Bubble own author={strings.you} meta={meta} {...run}>
      {row.content && <Text content={row.content} />}
      <Files files={files} />
    </Bubble>
  );
}

const LATE_MS = 10_000;

/** Whether it is still not sent long after it was written, or after somebody last tried again. */
function useLate({ createdAt }: OutboxMessage): { isLate: boolean; wait: () => void } {
  const [since, setSince] = useState(() => Math.min(Date.parse(createdAt), Date.now()));
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    setIsLate(false);
    const timer = setTimeout(() => setIsLate(true), since + LATE_MS - Date.now());
    return () => clearTimeout(timer);
  }, [since]);
  return { isLate, wait: () => setSince(Date.now()) };
}
