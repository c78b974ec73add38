/** Up to where this person has read each conversation, in this browser. */
import type { Conversation } from "@chorus/wire";
import { createStored } from "./stored";

const KEPT = 400;
const seen = createStored<Record<string, number>>("chorus.seen", {});

export function markSeen(conversationId: string, position: number): void {
  const known = seen.get();
  if ((known[conversationId] ?? 0) >= position) return;
  const { [conversationId]: _old, ...others } = known;
  const kept = Object.entries(others).slice(-KEPT);
  seen.set({ ...Object.fromEntries(kept), [conversationId]: position });
}

export function useSeen(): Record<string, number> {
  return seen.use();
}

/** The customer said something that was not looked at yet. */
export function isUnread(conversation: Conversation, positions: Record<string, number>): boolean {
  const last = conversation.lastMessage;
  return last?.role === "customer" && last.position > (positions[conversation.id] ?? 0);
}
