import { useConversations } from "@/features/conversations/api/list-conversations";
import { isUnread, useSeen } from "@/lib/seen";

/** What waits for this agent. The lists it comes from are kept loaded wherever the agent is. */
export function useCounts() {
  const queue = useConversations({ view: "queue" });
  const offered = useConversations({ view: "offered" });
  const mine = useConversations({ view: "mine" });
  const seen = useSeen();
  const unread = mine.rows.filter((row) => isUnread(row, seen)).length;
  return { waiting: queue.count, mine: mine.rows, mineCount: mine.count, unread, offered: offered.rows };
}
