/**
 * The agent's socket and the cache, joined: events go through the reducer into the cache, and nowhere else.
 *
 * The tenant's feed brings changes in the life of every conversation; those watched (assigned to me, or open) bring
 * all their events.
 */
import {
  ChorusApiError,
  createOutbox,
  createSocket,
  ofConversation,
  type ChorusSocket,
  type Event,
  type FromServer,
  type Key,
  type Place,
  type ResyncFrame,
  type SocketState,
  type StateDetail,
  type UserStatus,
} from "@chorus/wire";
import type { QueryClient } from "@tanstack/react-query";
import { accessToken, api } from "@/lib/api";
import { focusReplyIn } from "@/lib/focus-reply";
import { endSession } from "@/lib/session";
import { toastError, toasts } from "@/lib/toasts";
import { applyToCache, feedPositionOf, type Listener } from "./apply";
import { conversationOptions, type ConversationState } from "./conversation-state";
import { fallback } from "./fallback";
import { createClosings } from "./closing";
import { keys } from "./keys";
import { findInLists } from "./lists";
import { createPending } from "./pending";
import { notePresence } from "./presence";
import { forgetTyping, noteTyping } from "./typing";
import { forgetUploads } from "./uploads";

/** Close codes after which logging in again is the only way on. */
const LOGGED_OUT = [4401, 4407];

/** Somebody else decided what becomes of the conversation. */
const TAKES_OVER: ReadonlySet<Event["type"]> = new Set([
  "conversation.closed",
  "conversation.transferred",
  "conversation.requeued",
  "conversation.returned",
]);

export interface Connection {
  state: SocketState;
  code?: number | undefined;
}

export type Live = ReturnType<typeof createLive>;

export function createLive(client: QueryClient, myId: string) {
  const watches = new Map<string, number>();
  const eventListeners = new Set<Listener>();
  const stateListeners = new Set<() => void>();
  let connection: Connection = { state: "connecting" };
  let feed: Place | undefined;
  let socket: ChorusSocket | undefined;
  const pending = createPending();
  const closings = createClosings((id) => void close(id));

  const stateOf = (id: string) => client.getQueryData<ConversationState>(keys.conversation(id));

  function positionOf(key: Key): Place | undefined {
    if (key === null) return feed;
    const state = stateOf(key);
    if (state) return { position: state.conversation.position, epoch: state.epoch };
    const listed = findInLists(client, key);
    return listed && { position: listed.row.position, epoch: listed.epoch };
  }

  async function close(id: string): Promise<void> {
    try {
      await api.post("/v1/conversations/{conversation_id}/close", {
        params: ofConversation(id),
        keepalive: true,
      });
      if (connection.state === "open") return; // the event brings it
    } catch (error) {
      toastError(error, "Couldn't close the conversation");
    }
    void client.invalidateQueries({ queryKey: keys.conversation(id) });
    void client.invalidateQueries({ queryKey: keys.lists });
  }

  /** A close that can still be undone gives way to what happens meanwhile. */
  function overtake(event: Event): void {
    const id = event.conversationId;
    if (!closings.has(id)) return;
    if (event.type === "message.sent" && event.message.role === "customer") {
      closings.drop(id);
      toasts.add({
        type: "info",
        title: "Conversation kept open",
        description: `The customer wrote: ${event.message.content.slice(0, 120)}`,
      });
    } else if (TAKES_OVER.has(event.type)) closings.drop(id);
  }

  function onEvent(event: Event) {
    const reached = feedPositionOf(event);
    if (reached !== undefined && feed) feed = { ...feed, position: Math.max(feed.position, reached) };
    const result = applyToCache(client, myId, event);
    if (event.type === "message.sent" || event.type === "note.added") {
      void pending.outbox?.acknowledge(event.message.id);
      forgetTyping(client, event.conversationId, event.message.role);
    }
    if (result === "applied") overtake(event);
    if (result === "applied") eventListeners.forEach((listener) => listener(event));
    return result;
  }

  function onFrame(frame: FromServer): void {
    if (frame.type === "typing") noteTyping(client, frame, myId);
    else if (frame.type === "presence") notePresence(client, frame);
  }

  async function onResync(key: Key, frame: ResyncFrame): Promise<void> {
    if (key === null) {
      feed = { position: frame.position, epoch: frame.epoch };
      await client.invalidateQueries({ queryKey: keys.lists });
    } else if (stateOf(key)) {
      void client.invalidateQueries({ queryKey: keys.history(key) });
      await client.query({ ...conversationOptions(client, key, { isForced: true }), staleTime: 0 });
    } else {
      await client.invalidateQueries({ queryKey: keys.lists });
    }
  }

  function onState(state: SocketState, { code }: StateDetail): void {
    connection = { state, code };
    stateListeners.forEach((listener) => listener());
    if (state === "open") pending.outbox?.flush();
    if (state === "closed" && code !== undefined && LOGGED_OUT.includes(code)) endSession();
  }

  async function openSocket() {
    const { url, nonce } = await api.post("/v1/sockets", { body: {} });
    const token = await accessToken();
    if (!token) throw new ChorusApiError({ code: "auth.required", status: 401 });
    return { url, nonce, token };
  }

  return {
    start(): void {
      if (socket) return;
      const opened = createSocket({
        kind: "agent",
        person: myId,
        openSocket,
        positionOf,
        onEvent,
        onResync,
        onFrame,
        onState,
        fallback,
      });
      socket = opened;
      pending.outbox = createOutbox({
        name: myId,
        send: ({ id, conversationId, content, messageType, attachmentIds }) =>
          opened.deliver({ id, conversationId, content, messageType, attachmentIds, role: "agent" }),
        onChange: pending.changed,
      });
      if (feed) opened.subscribe(null);
      for (const id of watches.keys()) opened.subscribe(id);
    },
    close: (): void => {
      closings.flush();
      forgetUploads();
      focusReplyIn(null);
      socket?.close();
      pending.outbox?.close();
      socket = undefined;
      pending.outbox = undefined;
    },
    /** Lists were fetched as of here; the feed goes on from the oldest of them. */
    followFeed(position: number, epoch: string): void {
      if (feed) return;
      feed = { position, epoch };
      socket?.subscribe(null);
    },
    /** From where the cache stands; a second watcher catches up what happened before its state was fetched. */
    watch(id: string): () => void {
      watches.set(id, (watches.get(id) ?? 0) + 1);
      socket?.subscribe(id);
      return () => {
        const left = (watches.get(id) ?? 1) - 1;
        if (left > 0) {
          watches.set(id, left);
          return;
        }
        watches.delete(id);
        socket?.unsubscribe(id);
      };
    },
    send(conversationId: string, message: Outgoing): void {
      try {
        pending.outbox?.add({ conversationId, ...message });
      } catch {
        toasts.add({
          type: "error",
          title: "Too many unsent messages",
          description: "Wait until you're back online.",
        });
      }
    },
    pending,
    closings,
    receipt: (conversationId: string, reached: { delivered?: number; read?: number }) =>
      socket?.receipt({ ...reached, conversationId }),
    typing: (conversationId: string, state: "started" | "stopped") => socket?.typing(state, conversationId),
    presence: (status: UserStatus) => socket?.presence(status),
    onEvent(listener: Listener): () => void {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    subscribeConnection: (listener: () => void): (() => void) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    connection: () => connection,
    reconnectNow: () => socket?.reconnectNow(),
  };
}

export interface Outgoing {
  content: string;
  messageType: "text" | "attachment" | "note";
  attachmentIds: string[];
}
