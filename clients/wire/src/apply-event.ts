/**
 * What an event makes of a conversation: afterwards the state equals what a fresh fetch would give.
 *
 * Pure and total. Each type has one entry in CHANGES (the compiler asks for it); a type this build does not know only
 * moves the position on. The Python twin is server/tests/chat/conversations/apply_event.py; both pass contracts/golden.
 */
import type { Event } from "./generated/asyncapi.ts";
import type {
  AgentState,
  Conversation,
  CustomerConversation,
  EventOf,
  EventType,
  Message,
  State,
} from "./types.ts";

/** `next` is to be applied, `known` was applied before, `gap`: something between is missing, catch up first. */
export type Order = "next" | "known" | "gap";

export function orderOf(state: State, event: { position: number }): Order {
  const { position } = state.conversation;
  if (event.position <= position) return "known";
  return event.position === position + 1 ? "next" : "gap";
}

/** The state after the event; the very same object when the event is known or leaves a gap. */
export function applyEvent<S extends State>(state: S, event: Event): S {
  // An administrative event of the tenant has a position in another order.
  if ((event as { conversationId: string | null }).conversationId === null) return state;
  if (orderOf(state, event) !== "next") return state;
  const { both, agent, customer, messages } = changeOf(event);
  const shared = { ...both, position: event.position };
  const conversation = isAgentState(state)
    ? withAgentChange(state.conversation, { ...shared, ...agent, updatedAt: event.at })
    : { ...state.conversation, ...shared, ...customer };
  return { ...state, conversation, messages: messages ? messages(state.messages) : state.messages };
}

export function isAgentState(state: State): state is AgentState {
  return "customer" in state.conversation;
}

type Shared = Pick<
  Conversation,
  "status" | "floor" | "assignee" | "rating" | "closedAt" | "createdAt" | "inboxId"
>;
type AgentChange = Omit<Partial<Conversation>, "escalation"> & {
  escalation?: Escalation | null | ((old: Escalation | null) => Escalation | null);
};
type Escalation = NonNullable<Conversation["escalation"]>;

interface Change {
  both?: Partial<Shared>;
  agent?: AgentChange;
  customer?: Partial<CustomerConversation>;
  messages?: (old: Message[]) => Message[];
}

function changeOf(event: Event): Change {
  if (!Object.hasOwn(CHANGES, event.type)) return {};
  const change = CHANGES[event.type] as (event: Event) => Change;
  return change(event);
}

function withAgentChange(old: Conversation, { escalation, ...rest }: AgentChange): Conversation {
  const next = typeof escalation === "function" ? escalation(old.escalation) : escalation;
  return { ...old, ...rest, ...(next !== undefined && { escalation: next }) };
}

const CHANGES: { [T in EventType]: (event: EventOf<T>) => Change } = {
  "conversation.created": (event) => ({
    both: { status: "bot", floor: "bot", inboxId: event.inboxId, createdAt: event.at },
    agent: { channel: event.channel, customer: event.customer },
  }),
  "conversation.escalated": (event) =>
    waiting({
      ...offeredTo(null, null),
      id: event.escalationId,
      reason: event.reason ?? "requested",
      detail: event.detail ?? "",
      evidence: event.evidence ?? [],
      since: event.at,
      isCallbackPromised: false,
    }),
  "conversation.transferred": givenBack,
  "conversation.requeued": givenBack,
  "escalation.offered": (event) => ({
    agent: { escalation: (old) => old && { ...old, ...offeredTo(event.agentId, event.expiresAt) } },
  }),
  "escalation.declined": () => ({
    agent: { escalation: (old) => old && { ...old, ...offeredTo(null, null) } },
  }),
  "escalation.cancelled": () => withBot,
  "conversation.assigned": (event) => ({
    ...notWaiting,
    both: { status: "active", floor: "human", assignee: { id: event.agentId, name: event.agentName } },
  }),
  "conversation.returned": () => withBot,
  "conversation.closed": (event) => ({
    ...notWaiting,
    both: { status: "closed", floor: "nobody", closedAt: event.at },
  }),
  "conversation.reopened": () => ({
    ...notWaiting,
    both: { status: "bot", floor: "bot", assignee: null, closedAt: null },
  }),
  "conversation.rated": (event) => ({
    both: { rating: { score: event.score, comment: event.comment } },
  }),
  "conversation.labelled": (event) => ({ agent: { labels: event.labels } }),
  "conversation.briefed": ({ version, basisPosition, origin }) => ({
    agent: { brief: { version, basisPosition, origin } },
  }),
  "customer.updated": ({ customer }) => ({ agent: { customer } }),
  "callback.promised": () => ({
    agent: { escalation: (old) => old && { ...old, isCallbackPromised: true } },
    customer: { isCallbackPromised: true },
  }),
  "message.sent": said,
  "note.added": said,
  "message.delivered": (event) => ({
    messages: marked(event.messageIds, (one) => ({ ...one, deliveredAt: event.at })),
  }),
  "message.seen": (event) => ({
    messages: marked(event.messageIds, (one) => ({
      ...one,
      deliveredAt: one.deliveredAt ?? event.at,
      readAt: event.at,
    })),
  }),
};

const notWaiting: Change = { agent: { escalation: null }, customer: { isCallbackPromised: false } };
const withBot: Change = { ...notWaiting, both: { status: "bot", floor: "bot", assignee: null } };

function offeredTo(agentId: string | null, expiresAt: string | null) {
  return { offeredTo: agentId, offerExpiresAt: expiresAt };
}

function waiting(escalation: Escalation): Change {
  return {
    both: { status: "waiting", floor: "nobody", assignee: null },
    agent: { escalation },
    customer: { isCallbackPromised: false },
  };
}

function givenBack(event: EventOf<"conversation.transferred" | "conversation.requeued">): Change {
  const since = "since" in event ? event.since : null;
  return waiting({
    ...offeredTo(null, null),
    id: event.escalationId ?? "",
    reason: "agent",
    detail: "",
    evidence: [],
    since: since ?? event.at,
    isCallbackPromised: false,
  });
}

const PREVIEW_LENGTH = 140;

function said({ message, position }: EventOf<"message.sent" | "note.added">): Change {
  const messages = (old: Message[]) => [...old, { ...message, position }];
  // A notice is Chorus' own: lists go on showing what people said, and a brief does not age by it.
  if (message.messageType === "notice") return { messages };
  const last = {
    id: message.id,
    role: message.role,
    messageType: message.messageType,
    authorId: message.authorId,
    authorName: message.authorName,
    // By characters, not UTF-16 units: as the database cuts it.
    preview: Array.from(message.content).slice(0, PREVIEW_LENGTH).join(""),
    at: message.createdAt,
    position,
  };
  const words = message.role === "customer" && { lastCustomerMessage: last };
  return { agent: { messagePosition: position, lastMessage: last, ...words }, messages };
}

function marked(ids: string[], mark: (message: Message) => Message) {
  const named = new Set(ids);
  return (old: Message[]) => old.map((message) => (named.has(message.id) ? mark(message) : message));
}
