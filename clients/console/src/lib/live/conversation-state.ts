/** One conversation in the cache: what the reducer works on, and how far back its messages are loaded. */
import { ofConversation, type AgentSnapshot, type Message } from "@chorus/wire";
import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "./keys";

export type ConversationState = AgentSnapshot;

export const fetchConversation = async (id: string, signal?: AbortSignal) =>
  (await api.get("/v1/conversations/{conversation_id}", {
    params: ofConversation(id),
    ...(signal && { signal }),
  })) as ConversationState;

/** `isForced`: the server said that what we hold does not fit its history. */
export function conversationOptions(client: QueryClient, id: string, { isForced = false } = {}) {
  return queryOptions({
    queryKey: keys.conversation(id),
    queryFn: async ({ signal }) => {
      const fresh = await fetchConversation(id, signal);
      const known = client.getQueryData<ConversationState>(keys.conversation(id));
      return isForced || !known ? fresh : merge(fresh, known);
    },
    staleTime: Infinity,
  });
}

/**
 * A snapshot and the state that events made meanwhile. The newer one holds; a snapshot has the newest page only,
 * so older pages stay when the two overlap.
 */
export function merge(fresh: ConversationState, known: ConversationState): ConversationState {
  if (fresh.epoch !== known.epoch) return fresh;
  if (known.conversation.position > fresh.conversation.position) return known;
  const first = fresh.messages[0];
  const overlap = first ? known.messages.findIndex((message) => message.id === first.id) : -1;
  if (overlap <= 0) return fresh;
  return {
    ...fresh,
    messages: [...known.messages.slice(0, overlap), ...fresh.messages],
    hasMore: known.hasMore,
  };
}

export function prependOlder(
  state: ConversationState,
  older: { items: Message[]; hasMore: boolean },
): ConversationState {
  const known = new Set(state.messages.map((message) => message.id));
  const items = older.items.filter((message) => !known.has(message.id));
  return { ...state, messages: [...items, ...state.messages], hasMore: older.hasMore };
}
