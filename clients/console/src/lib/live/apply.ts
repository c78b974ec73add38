/** An event into the cache: the open conversation strictly, in order; the lists leniently, newest wins. */
import { applyEvent, orderOf, type Conversation, type Event, type EventResult } from "@chorus/wire";
import type { QueryClient } from "@tanstack/react-query";
import { fetchConversation, type ConversationState } from "./conversation-state";
import { isLife } from "./history";
import { keys, type ListFilter, type View } from "./keys";
import { insertWhereMissing, patchLists } from "./lists";

export type Listener = (event: Event) => void;

/** Set on the tenant's feed; the same event also comes with the conversation, for those who watch it. */
export function feedPositionOf(event: Event): number | undefined {
  return "feedPosition" in event ? event.feedPosition : undefined;
}

export function applyToCache(client: QueryClient, myId: string, event: Event): EventResult {
  const id = event.conversationId;
  const result = applyToState(client, event);
  const isNewInLists = applyToLists(client, myId, event);
  if (event.type === "conversation.briefed") void client.invalidateQueries({ queryKey: keys.brief(id) });
  if (isLife(event) && result !== "known") void client.invalidateQueries({ queryKey: keys.history(id) });
  if (event.type === "customer.updated") {
    void client.invalidateQueries({ queryKey: keys.customer(event.customer.id) });
  }
  return result ?? (isNewInLists ? "applied" : "known");
}

/** undefined: no state of this conversation is held. */
function applyToState(client: QueryClient, event: Event): EventResult | undefined {
  const key = keys.conversation(event.conversationId);
  const state = client.getQueryData<ConversationState>(key);
  if (!state) return undefined;
  const order = orderOf(state, event);
  if (order === "known") return "known";
  if (order === "gap") {
    // The feed has only some of the events, so its copy may run ahead of the conversation's own stream.
    return feedPositionOf(event) === undefined ? "gap" : "known";
  }
  client.setQueryData<ConversationState>(key, { ...state, ...applyEvent(state, event) });
  return "applied";
}

/** Says whether a list changed by it, which is how an event of an unopened conversation counts as new. */
function applyToLists(client: QueryClient, myId: string, event: Event): boolean {
  // A row of a conversation that nobody here follows lacks what was said since; those who wait are known by it.
  const found = { isNew: false, isStale: false };
  const { isKnown } = patchLists(client, myId, event.conversationId, (row) => {
    if (event.position <= row.position) return row;
    found.isNew = true;
    found.isStale = event.type in TELLS && event.position > row.position + 1;
    // A row skips what its list need not know; the reducer asks for the position before the event.
    const ready = { ...row, position: event.position - 1 };
    return applyEvent({ conversation: ready, messages: [] }, event).conversation;
  });
  if (isKnown && !found.isStale) return found.isNew;
  const isAwaited = awaited.has(event.conversationId);
  if (isAwaited || isKnown || mayJoin(client, myId, event)) void fetchRow(client, myId, event);
  return found.isNew || !isAwaited;
}

/** What makes a row worth fetching again when messages may have come before it. */
const TELLS: Partial<Record<Event["type"], true>> = {
  "conversation.escalated": true,
  "conversation.requeued": true,
  "conversation.transferred": true,
};

/** The lists that a conversation can newly enter by an event. */
const ENTERS: Partial<Record<Event["type"], View[]>> = {
  "conversation.created": ["open", "all"],
  "escalation.offered": ["offered"],
  "conversation.escalated": ["queue", "open", "all"],
  "conversation.transferred": ["queue", "open", "all"],
  "conversation.requeued": ["queue", "open", "all"],
  "conversation.assigned": ["mine", "open", "all"],
  "conversation.reopened": ["open", "all"],
  "conversation.closed": ["closed", "all"],
};

function mayJoin(client: QueryClient, myId: string, event: Event): boolean {
  if (event.type === "conversation.assigned" && event.agentId !== myId) return false;
  if (event.type === "escalation.offered" && event.agentId !== myId) return false;
  const views = ENTERS[event.type] ?? [];
  return client
    .getQueriesData({ queryKey: keys.lists })
    .some(([key, data]) => data !== undefined && views.includes((key[1] as ListFilter).view));
}

/** Conversations being fetched, each with the newest position heard of meanwhile. */
const awaited = new Map<string, number>();

/** From the conversation's own state where that is as new, else from the server. */
async function fetchRow(
  client: QueryClient,
  myId: string,
  { conversationId: id, position }: Event,
): Promise<void> {
  const isUnderWay = awaited.has(id);
  const held = client.getQueryData<ConversationState>(keys.conversation(id))?.conversation;
  if (held && held.position >= position) {
    putRow(client, myId, held);
    return;
  }
  awaited.set(id, Math.max(position, awaited.get(id) ?? 0));
  if (isUnderWay) return;
  try {
    for (let tries = 0; tries < 3; tries += 1) {
      const { conversation } = await fetchConversation(id);
      if (conversation.position < (awaited.get(id) ?? 0)) continue;
      putRow(client, myId, conversation);
      return;
    }
  } catch {
    // The next fetch of the list brings it.
  } finally {
    awaited.delete(id);
  }
}

function putRow(client: QueryClient, myId: string, conversation: Conversation): void {
  const { isKnown } = patchLists(client, myId, conversation.id, (row) =>
    row.position > conversation.position ? row : conversation,
  );
  if (!isKnown) insertWhereMissing(client, myId, conversation);
}
