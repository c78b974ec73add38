/** The open conversation: its snapshot, its socket, and the reducer between them. */
import {
  applyEvent,
  createSocket,
  orderOf,
  type Api,
  type ChorusSocket,
  type CustomerConversation,
  type Event,
  type EventPage,
  type EventResult,
  type FromServer,
  type Message,
} from "@chorus/wire";
import type { Session } from "./session.ts";
import { isWatched, lastOfOthers, type ChatState, type Happening, type QueuePlace } from "./state.ts";
import type { Store } from "./store.ts";
import { createTyping } from "./typing.ts";

export interface Snapshot {
  conversation: CustomerConversation;
  messages: Message[];
  hasMore: boolean;
  epoch: string;
}

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

  const pathOf = (id: string) => `/v1/conversations/${id}`;

  const fetchState = async (id: string) => take(await api.get<Snapshot>(pathOf(id)));

  function take({ conversation, messages, hasMore, epoch }: Snapshot): void {
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
    const place = await api.get<QueuePlace>(`${pathOf(id)}/queue-place`).catch(() => null);
    if (place && store.get().conversation?.status === "waiting") store.set({ place });
  }

  async function open(id: string, snapshot?: Snapshot): Promise<void> {
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
    take(snapshot ?? (await api.get<Snapshot>(pathOf(id))));
    socket?.close();
    socket = createSocket({
      kind: "conversation",
      person: store.get().customer?.id,
      conversationId: id,
      openSocket: async () => {
        const access = await api.post<{ url: string; nonce: string }>("/v1/sockets", { conversationId: id });
        return { ...access, token: await session.token() };
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
        events: (_, after, { waitSeconds, signal }) =>
          api.get<EventPage>(
            `${pathOf(id)}/events`,
            { after: after?.position, epoch: after?.epoch, waitSeconds },
            { signal },
          ),
        send: (message) => api.post(`${pathOf(id)}/messages`, restMessage(message)),
        receipt: (receipt) => api.post(`${pathOf(id)}/receipts`, receipt),
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

  async function loadEarlier(): Promise<void> {
    const { conversation, messages } = store.get();
    const before = messages[0]?.position;
    if (!conversation || before === undefined) return;
    const page = await api.get<{ items: Message[]; hasMore: boolean }>(
      `${pathOf(conversation.id)}/messages`,
      { before },
    );
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
    async say(
      id: string,
      message: { id: string; content: string; messageType: "text" | "attachment"; attachmentIds: string[] },
    ) {
      if (socket?.state() === "open" && store.get().conversation?.id === id) await socket.deliver(message);
      else await api.post(`${pathOf(id)}/messages`, message);
    },
    reconnectNow: () => socket?.reconnectNow(),
    close(): void {
      typing.end();
      socket?.close();
      socket = undefined;
    },
  };
}

/** REST knows the role from the token. */
function restMessage({
  id,
  content,
  messageType,
  attachmentIds,
}: {
  id: string;
  content: string;
  messageType?: string;
  attachmentIds?: string[];
}) {
  return { id, content, messageType: messageType ?? "text", attachmentIds: attachmentIds ?? [] };
}
