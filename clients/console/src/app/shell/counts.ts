import { useMemo } from "react";
import { useConversations } from "@/features/conversations/api/list-conversations";
import { isUnread, useSeen } from "@/lib/seen";
import { useMe } from "@/lib/session";

/** What waits for this agent. The two lists it comes from are kept loaded wherever the agent is. */
export function useCounts() {
  const { id: myId } = useMe();
  const queue = useConversations({ view: "queue" });
  const mine = useConversations({ view: "mine" });
  const seen = useSeen();
  const offered = useMemo(
    () => queue.rows.filter((row) => row.escalation?.offeredTo === myId),
    [queue.rows, myId],
  );
  const unread = mine.rows.filter((row) => isUnread(row, seen)).length;
  return { waiting: queue.rows.length, mine: mine.rows, unread, offered };
}
