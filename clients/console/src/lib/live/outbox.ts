import type { Message } from "@chorus/wire";
import { useMemo, useSyncExternalStore } from "react";
import { useLive } from "./context";
import type { Outgoing } from "./live";
import type { PendingMessage } from "./pending";

/** The pending messages of a conversation, without those that are already in it. */
export function usePending(conversationId: string, messages: Message[]) {
  const live = useLive();
  const all = useSyncExternalStore(live.pending.subscribe, live.pending.messages);
  const pending = useMemo(() => {
    const known = new Set(messages.map((message) => message.id));
    return all.filter((one) => one.conversationId === conversationId && !known.has(one.id));
  }, [all, conversationId, messages]);
  return {
    pending,
    send: (message: Outgoing) => live.send(conversationId, message),
    retry: (message: PendingMessage): void => {
      if (live.connection().state !== "open") live.reconnectNow();
      void live.pending.outbox?.retry(message.id);
    },
    discard: (message: PendingMessage) => void live.pending.outbox?.discard(message.id),
  };
}
