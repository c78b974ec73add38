/**
 * The agent's socket and the cache, joined: events go through the reducer into the cache, and nowhere else.
 *
 * The tenant's feed brings changes in the life of every conversation; those watched (assigned to me, or open) bring
 * all their events. A jump in a watched conversation is healed by subscribing again from where its state stands.
 */
import type { Event, FromServer } from "@chorus/wire";
import type { UserStatus } from "@/lib/types";
import { createSocket, type Outgoing, type SocketState } from "./shim";
import type { QueryClient } from "@tanstack/react-query";
import { accessToken, api } from "@/lib/api";
import { endSession } from "@/lib/session";
import { applyToCache, feedPositionOf, type Listener } from "./apply";
import { fetchConversation, type ConversationState } from "./conversation-state";
import { keys } from "./keys";
import { findInLists } from "./lists";
import { forgetTyping, noteTyping } from "./typing";
import { notePresence } from "./presence";

const RECEIPT_DELAY_MS = 300;

export interface Connection {
  state: SocketState;
  /** Refused for good: the reason's close code. */
  code?: number | undefined;
}

export type Live = ReturnType<typeof createLive>;

export function createLive(client: QueryClient, myId: string) {
  const watches = new Map<string, number>();
  const repairing = new Set<string>();
  const receipts = new Map<string, { delivered: number; read: number }>();
  const eventListeners = new Set<Listener>();
  const stateListeners = new Set<() => void>();
  let connection: Connection = { state: "connecting" };
  let feed: { position: number; epoch: string } | undefined;
  let receiptTimer: ReturnType<typeof setTimeout> | undefined;

  const stateOf = (id: string) => client.getQueryData<ConversationState>(keys.conversation(id));

  const open = () =>
    createSocket({
      kind: "agent",
      openSocket: async () => {
        const { url, nonce } = await api.post<{ url: string; nonce: string }>("/v1/sockets", {});
        const token = await accessToken();
        if (!token) throw new Error("nobody is logged in");
        return { url, nonce, token };
      },
      positionOf: (id: string | null) => {
        if (id === null) return feed;
        const state = stateOf(id);
        if (state) return { position: state.conversation.position, epoch: state.epoch };
        const listed = findInLists(client, id);
        return listed && { position: listed.row.position, epoch: listed.epoch };
      },
      onState: (state: SocketState, detail?: { code?: number }) => {
        connection = { state, code: detail?.code };
        stateListeners.forEach((listener) => listener());
        if (state === "closed" && (detail?.code === 4401 || detail?.code === 4407)) endSession();
      },
      onEvent: (event: Event) => {
        const reached = feedPositionOf(event);
        if (reached !== undefined && feed) feed = { ...feed, position: Math.max(feed.position, reached) };
        const result = applyToCache(client, myId, event, watches.has(event.conversationId));
        if (result === "gap") repair(event.conversationId);
        if (result === "applied") {
          if (event.type === "message.sent") forgetTyping(client, event.conversationId, event.message.role);
          eventListeners.forEach((listener) => listener(event));
        }
      },
      onFrame: (frame: FromServer) => {
        if (frame.type === "typing") noteTyping(client, frame, myId);
        else if (frame.type === "presence") notePresence(client, frame);
        else if (frame.type === "subscribed" && frame.conversationId) repairing.delete(frame.conversationId);
        else if (frame.type === "subscribed") feed = { position: frame.position, epoch: frame.epoch };
        else if (frame.type === "resync") void resync(frame.conversationId ?? null, frame);
      },
    });

  let socket: ReturnType<typeof open> | undefined;

  function repair(id: string): void {
    if (repairing.has(id)) return;
    repairing.add(id);
    socket?.subscribe(id);
  }

  async function resync(id: string | null, at: { position: number; epoch: string }): Promise<void> {
    if (id === null) {
      feed = at;
      await client.invalidateQueries({ queryKey: keys.lists });
    } else if (stateOf(id)) {
      await client.query({
        queryKey: keys.conversation(id),
        queryFn: () => fetchConversation(client, id),
        staleTime: 0,
      });
    }
  }

  function flushReceipts(): void {
    receiptTimer = undefined;
    for (const [conversationId, receipt] of receipts) socket?.receipt({ ...receipt, conversationId });
    receipts.clear();
  }

  return {
    start: (): void => {
      if (socket) return;
      socket = open();
      if (feed) socket.subscribe(null);
      for (const id of watches.keys()) socket.subscribe(id);
    },
    /** Lists were fetched as of here; the feed goes on from the oldest of them. */
    followFeed(position: number, epoch: string): void {
      if (feed) return;
      feed = { position, epoch };
      socket?.subscribe(null);
    },
    watch: (id: string): (() => void) => {
      const count = watches.get(id) ?? 0;
      watches.set(id, count + 1);
      if (count === 0) socket?.subscribe(id);
      return () => {
        const left = (watches.get(id) ?? 1) - 1;
        if (left > 0) watches.set(id, left);
        else {
          watches.delete(id);
          socket?.unsubscribe(id);
        }
      };
    },
    /** After a fetch: whatever happened while it was under way is replayed. */
    catchUp: (id: string) => {
      if (watches.has(id)) socket?.subscribe(id);
    },
    receipt(conversationId: string, reached: { delivered?: number; read?: number }): void {
      const known = receipts.get(conversationId) ?? { delivered: 0, read: 0 };
      const read = Math.max(known.read, reached.read ?? 0);
      receipts.set(conversationId, {
        read,
        delivered: Math.max(known.delivered, reached.delivered ?? 0, read),
      });
      receiptTimer ??= setTimeout(flushReceipts, RECEIPT_DELAY_MS);
    },
    send: (message: Outgoing) => socket?.send(message),
    typing: (conversationId: string, state: "started" | "stopped") => socket?.typing(state, conversationId),
    presence: (status: UserStatus) => socket?.presence(status),
    onEvent: (listener: Listener): (() => void) => {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    subscribeConnection: (listener: () => void): (() => void) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    connection: () => connection,
    close: (): void => {
      clearTimeout(receiptTimer);
      socket?.close();
      socket = undefined;
    },
  };
}
