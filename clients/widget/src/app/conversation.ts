/** The open conversation: its snapshot, its socket, and the reducer between them. */
import {
  applyEvent,
  createSocket,
  ofConversation,
  orderOf,
  type Api,
  type ChorusSocket,
  type CustomerSnapshot,
  type Event,
  type EventResult,
  type FromServer,
  type OutgoingMessage,
} from "@chorus/wire";
import type { Session } from "./session.ts";
import { isWatched, lastOfOthers, type ChatState, type Happening } from "./state.ts";
import type { Store } from "./store.ts";
import { createTyping } from "./typing.ts";

export interface ConversationOptions {
  api: Api;
  session: Session;
  store: Store<ChatState>;
  /** The server has this message. */
  onSaid: (messageId: string) => void;
  onOpen: () => void;
}

export type Live = ReturnType<typeof createLive>;

export function createLive({ api, session, store, onSaid, onOpen }: ConversationOptions) {
  let socket: ChorusSocket | undefined;
  let reached = { delivered: 0, read: 0 };
  const typing = createTyping({
    tell: (state) => socket?.typing(state),
    show: (who) => store.set({ typing: who }),
  });

  const fetchState = async (id: string) => take(await fetchSnapshot(api, id));

  function take({ conversation, messages, hasMore, epoch }: CustomerSnapshot): void {
    const known = store.get();
    const first = messages[0];
    // Older pages that were loaded stay, where the two overlap.
    const overlap = known.messages.findIndex((one) => one.id === first?.id);
    const older = overlap > 0 ? known.messages.slice(0, overlap) : [];
    messages.forEach((message) => onSaid(message.id));
    store.set({
      conversation,
      messages: [...older, ...messages],
      hasMore: older.length ? known.hasMore : hasMore,
      epoch,
    });
    if (conversation.status === "waiting") void fetchPlace(conversation.id);
  }

  async function fetchPlace(id: string): Promise<void> {
    const place = await api
      .get("/v1/conversations/{conversation_id}/queue-place", { params: ofConversation(id) })
      .catch(() => null);
    if (place && store.get().conversation?.status === "waiting") store.set({ place });
  }

  async function open(id: string, snapshot?: CustomerSnapshot): Promise<void> {
    if (store.get().conversation?.id !== id) {
      reached = { delivered: 0, read: 0 };
      const { messages, earlier } = store.get();
      store.set({
        conversation: null,
        messages: [],
        earlier: [...earlier, ...messages],
        happenings: [],
        readUpTo: 0,
      });
    }
    take(snapshot ?? (await fetchSnapshot(api, id)));
    socket?.close();
    socket = createSocket({
      kind: "conversation",
      person: store.get().customer?.id,
      conversationId: id,
      openSocket: async () => {
        const { url, nonce } = await api.post("/v1/sockets", { body: { conversationId: id } });
        return { url, nonce, token: await session.token() };
      },
      positionOf: () => {
        const { conversation, epoch } = store.get();
        return conversation?.id === id ? { position: conversation.position, epoch } : undefined;
      },
      onEvent: hear,
      onFrame: hearFrame,
      onResync: () => fetchState(id),
      onState: (connection) => {
        store.set({ connection });
        if (connection === "open") onOpen();
      },
      fallback: {
        events: (_, after, { waitSeconds, signal }) => {
          const query = { after: after?.position ?? null, epoch: after?.epoch ?? "", waitSeconds };
          const params = { ...ofConversation(id), query };
          return api.get("/v1/conversations/{conversation_id}/events", { params, signal });
        },
        send: (message) => send(id, message),
        receipt: ({ delivered, read }) =>
          api.post("/v1/conversations/{conversation_id}/receipts", {
            params: ofConversation(id),
            body: { delivered, read },
          }),
      },
    });
    acknowledge();
  }

  function hear(event: Event): EventResult {
    const state = store.get();
    const { conversation, messages } = state;
    if (conversation?.id !== event.conversationId) return "known";
    const order = orderOf({ conversation, messages }, event);
    if (order !== "next") return order;
    store.set(applyEvent({ conversation, messages }, event));
    afterwards(event);
    return "applied";
  }

  /** What an event means beside the state of the conversation. */
  function afterwards(event: Event): void {
    const { happenings } = store.get();
    const { at, position } = event;
    const happened = (kind: Happening["kind"], name: string) =>
      store.set({ happenings: [...happenings, { kind, name, at, position }] });
    if (event.type === "message.sent") {
      onSaid(event.message.id);
      if (event.message.role !== "customer") typing.hide();
      acknowledge();
    } else if (event.type === "conversation.assigned") happened("joined", event.agentName);
    else if (event.type === "conversation.closed") {
      happened("ended", "");
      // Refusals of files are not kept below the form that asks how it was.
      store.set({ uploads: store.get().uploads.filter((one) => one.failure === undefined) });
    }
    if (store.get().conversation?.status !== "waiting") store.set({ place: null });
    else if (event.type !== "message.sent") void fetchPlace(event.conversationId);
  }

  function hearFrame(frame: FromServer): void {
    if (frame.type === "typing" && frame.role && frame.role !== "customer") {
      typing.heard(frame.state, { name: frame.name ?? "", role: frame.role });
    } else if (frame.type === "queue") {
      const { place, estimatedWaitSeconds = null, isSomebodyOnDuty = true } = frame;
      if (store.get().conversation?.status === "waiting") {
        store.set({ place: { place, estimatedWaitSeconds, isSomebodyOnDuty } });
      }
    }
  }

  /** What arrived here, and what somebody looks at. */
  function acknowledge(): void {
    const state = store.get();
    const delivered = lastOfOthers(state);
    const isRead = isWatched(state);
    const read = isRead ? delivered : reached.read;
    if (isRead && delivered > state.readUpTo) store.set({ readUpTo: delivered });
    if (!socket || (delivered <= reached.delivered && read <= reached.read)) return;
    reached = { delivered, read };
    socket.receipt(reached);
  }

  /** REST knows the role from the token. */
  const send = (conversationId: string, { id, content, messageType, attachmentIds = [] }: OutgoingMessage) =>
    api.post("/v1/conversations/{conversation_id}/messages", {
      params: ofConversation(conversationId),
      body: { id, content, messageType: messageType === "attachment" ? messageType : "text", attachmentIds },
    });

  async function loadEarlier(): Promise<void> {
    const { conversation, messages } = store.get();
    const before = messages[0]?.position;
    if (!conversation || before === undefined) return;
    const page = await fetchMessages(api, conversation.id, { before });
    const known = new Set(store.get().messages.map((one) => one.id));
    const items = page.items.filter((one) => !known.has(one.id));
    store.set({ messages: [...items, ...store.get().messages], hasMore: page.hasMore });
  }

  return {
    open,
    acknowledge,
    loadEarlier,
    refresh: fetchState,
    typing,
    /** By the socket where it is open, else by HTTP: a text is never held back by a blocked socket. */
    async say(id: string, message: OutgoingMessage) {
      if (socket?.state() === "open" && store.get().conversation?.id === id) await socket.deliver(message);
      else await send(id, message);
    },
    reconnectNow: () => socket?.reconnectNow(),
    close(): void {
      typing.end();
      socket?.close();
      socket = undefined;
    },
  };
}

export const fetchSnapshot = async (api: Api, id: string) =>
  (await api.get("/v1/conversations/{conversation_id}", { params: ofConversation(id) })) as CustomerSnapshot;

/** A page of what was said before a position, oldest first. */
export const fetchMessages = (api: Api, id: string, query: { before?: number; limit?: number }) =>
  api.get("/v1/conversations/{conversation_id}/messages", { params: { ...ofConversation(id), query } });
