/** What a thread shows, line by line: messages in groups and what happened, in the order of their positions. */
import type { Message } from "@chorus/wire";
import type { LifeEvent } from "@/lib/live/history";
import { isSameDay } from "@/lib/time";

interface Placed {
  at: string;
  startsDay: boolean;
}
export type Entry =
  | (Placed & { kind: "message"; key: string; message: Message; startsGroup: boolean })
  | (Placed & { kind: "life"; key: string; event: LifeEvent });

const GROUP_MS = 5 * 60_000;

/** `hasMore`: earlier messages are not loaded, so what happened among them is not shown either. */
export function entriesOf(messages: Message[], history: LifeEvent[], hasMore: boolean): Entry[] {
  const first = hasMore ? (messages[0]?.position ?? Infinity) : 0;
  const shown = history.filter(
    (event, index) => event.position > first && !isSaid(history[index - 1], event),
  );
  const placed: (Message | LifeEvent)[] = [...messages, ...shown].sort((a, b) => a.position - b.position);
  const entries: Entry[] = [];
  for (const one of placed) {
    const before = entries.at(-1);
    const at = "at" in one ? one.at : one.createdAt;
    const startsDay = !before || !isSameDay(new Date(before.at), new Date(at));
    if ("at" in one) {
      entries.push({ kind: "life", key: `life-${one.position}`, at, startsDay, event: one });
    } else {
      const previous = before?.kind === "message" ? before.message : undefined;
      const startsGroup = startsDay || !isSameGroup(previous, one);
      entries.push({ kind: "message", key: one.id, at, startsDay, startsGroup, message: one });
    }
  }
  return entries;
}

/** "Ada reopened it" and "Ada took it over" say that she has it. */
function isSaid(before: LifeEvent | undefined, event: LifeEvent): boolean {
  if (event.type !== "conversation.assigned" || before?.actor.id !== event.agentId) return false;
  if (before.type === "conversation.reopened") return true;
  return before.type === "conversation.escalated" && before.reason === "agent";
}

function isSameGroup(a: Message | undefined, b: Message): boolean {
  if (!a || a.role !== b.role || a.authorId !== b.authorId) return false;
  if ((a.messageType === "note") !== (b.messageType === "note")) return false;
  return new Date(b.createdAt).getTime() - new Date(a.createdAt).getTime() < GROUP_MS;
}
