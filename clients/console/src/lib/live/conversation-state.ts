/** One conversation in the cache: what the reducer works on, and how far back its messages are loaded. */
import type { QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Conversation, Message } from "@/lib/types";
import { keys } from "./keys";

export interface ConversationState {
  conversation: Conversation;
  messages: Message[];
  hasMore: boolean;
  epoch: string;
}

export async function fetchConversation(
  client: QueryClient,
  id: string,
  signal?: AbortSignal,
): Promise<ConversationState> {
  const fresh = await api.get<ConversationState>(`/v1/conversations/${id}`, undefined, signal);
  return keepOlder(fresh, client.getQueryData<ConversationState>(keys.conversation(id)));
}

/** A fresh snapshot has the newest page only: older pages stay, when the two overlap. */
export function keepOlder(fresh: ConversationState, known: ConversationState | undefined): ConversationState {
  const first = fresh.messages[0];
  if (!known || !first) return fresh;
  const overlap = known.messages.findIndex((message) => message.id === first.id);
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
