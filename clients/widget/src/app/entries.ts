/** What the log shows, line by line: days, messages in groups, what happened, and what is still on its way. */
import type { Message, OutboxMessage } from "@chorus/wire";
import type { ChatState, Happening } from "./state.ts";

interface Grouped {
  /** First and last of a run by the same speaker. */
  isFirst: boolean;
  isLast: boolean;
}

export type Entry =
  | { kind: "day"; key: string; at: string }
  | { kind: "divider"; key: string }
  | { kind: "happening"; key: string; happening: Happening }
  | ({ kind: "message"; key: string; message: Message; isNewestOwn: boolean; isAnswered: boolean } & Grouped)
  | ({ kind: "pending"; key: string; row: OutboxMessage } & Grouped);

const GROUP_MS = 5 * 60_000;

export function entriesOf(state: ChatState): Entry[] {
  const { earlier, messages, happenings, outbox } = state;
  const said = new Set(messages.map((message) => message.id));
  const pending = outbox.filter((row) => !said.has(row.id) && row.messageType !== "note");
  const newestOwn = messages.findLast((message) => message.role === "customer")?.id;
  const isAnswered = messages.findLast((message) => message.role !== "system")?.role !== "customer";
  const entries: Entry[] = earlier.map((message) => messageEntry(message));
  if (earlier.length) entries.push({ kind: "divider", key: "divider" });
  entries.push(...inOrder(messages, happenings, newestOwn, isAnswered));
  entries.push(
    ...pending.map((row) => ({ kind: "pending", key: row.id, row, isFirst: true, isLast: true }) as const),
  );
  return withDays(grouped(entries));
}

const messageEntry = (message: Message, newestOwn?: string, isAnswered = false): Entry => ({
  kind: "message",
  key: message.id,
  message,
  isNewestOwn: message.id === newestOwn,
  isAnswered,
  isFirst: true,
  isLast: true,
});

function inOrder(
  messages: Message[],
  happenings: Happening[],
  newestOwn: string | undefined,
  isAnswered: boolean,
): Entry[] {
  const placed = [
    ...messages.map((message) => ({
      position: message.position,
      entry: messageEntry(message, newestOwn, isAnswered),
    })),
    ...happenings.map((happening) => ({
      position: happening.position,
      entry: { kind: "happening", key: `happening-${happening.position}`, happening } as const,
    })),
  ];
  return placed.sort((a, b) => a.position - b.position).map(({ entry }) => entry);
}

function speakerOf(entry: Entry | undefined): string | undefined {
  if (entry?.kind === "pending") return "customer";
  if (entry?.kind !== "message" || entry.message.messageType === "notice") return undefined;
  return entry.message.role === "customer" ? "customer" : `${entry.message.role} ${entry.message.authorName}`;
}

function timeOf(entry: Entry): number {
  if (entry.kind === "message") return Date.parse(entry.message.createdAt);
  return entry.kind === "pending" ? Date.parse(entry.row.createdAt) : NaN;
}

function isRun(one: Entry | undefined, next: Entry | undefined): boolean {
  if (!one || !next) return false;
  const speaker = speakerOf(one);
  return speaker !== undefined && speaker === speakerOf(next) && timeOf(next) - timeOf(one) < GROUP_MS;
}

function grouped(entries: Entry[]): Entry[] {
  return entries.map((entry, index) =>
    entry.kind === "message" || entry.kind === "pending"
      ? { ...entry, isFirst: !isRun(entries[index - 1], entry), isLast: !isRun(entry, entries[index + 1]) }
      : entry,
  );
}

function withDays(entries: Entry[]): Entry[] {
  let day = "";
  return entries.flatMap((entry): Entry[] => {
    const at =
      entry.kind === "message"
        ? entry.message.createdAt
        : entry.kind === "pending"
          ? entry.row.createdAt
          : "";
    const next = at && new Date(at).toDateString();
    if (!next || next === day) return [entry];
    day = next;
    return [{ kind: "day", key: `day-${next}-${entry.key}`, at }, entry];
  });
}
