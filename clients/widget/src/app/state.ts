/** All that the widget shows. */
import type {
  Attachment,
  CustomerConversation,
  Message,
  OutboxMessage,
  Schemas,
  SocketState,
} from "@chorus/wire";

export type Inbox = Schemas["StartedInbox"];
export type Customer = Schemas["StartedCustomer"];
export type QueuePlace = Schemas["QueuePlace"];
export type OwnConversation = Schemas["OwnConversation"];

/** One that has ended, read beside the current one. */
export interface Past {
  conversation: CustomerConversation;
  messages: Message[];
  hasMore: boolean;
}

/** What happened here, between messages; not in the history, which has only what was said. */
export interface Happening {
  kind: "joined" | "ended";
  name: string;
  at: string;
  position: number;
}

export interface Upload {
  id: string;
  name: string;
  /** A code of the server, or one of ours: too_large, kind_refused. */
  failure?: string;
  /** It could not be sent yet, and is tried again. */
  isWaiting?: boolean;
}

export interface ChatState {
  phase: "starting" | "ready" | "failed";
  inbox: Inbox | null;
  customer: Customer | null;
  conversation: CustomerConversation | null;
  messages: Message[];
  epoch: string;
  hasMore: boolean;
  /** Of the conversation before this one, when it ended while the widget was open. */
  earlier: Message[];
  happenings: Happening[];
  connection: SocketState | "idle";
  place: QueuePlace | null;
  typing: { name: string; role: string } | null;
  /** What is being typed. */
  draft: string;
  outbox: readonly OutboxMessage[];
  uploads: Upload[];
  /** Files uploaded here, by id, for messages that are still on their way. */
  files: Record<string, Attachment>;
  /** Open, and on a page that somebody looks at. */
  isVisible: boolean;
  readUpTo: number;
  screen: "chat" | "list" | "past";
  past: Past | null;
  own: { items: OwnConversation[]; nextCursor: string | null } | null;
  /** How long after its end a conversation can be rated. */
  ratingMs: number;
}

export const INITIAL: ChatState = {
  phase: "starting",
  inbox: null,
  customer: null,
  conversation: null,
  messages: [],
  epoch: "",
  hasMore: false,
  earlier: [],
  happenings: [],
  connection: "idle",
  place: null,
  typing: null,
  draft: "",
  outbox: [],
  uploads: [],
  files: {},
  isVisible: false,
  readUpTo: 0,
  screen: "chat",
  past: null,
  own: null,
  ratingMs: 0,
};

/** Somebody looks at the current conversation, and not at another or at the list. */
export const isWatched = ({ isVisible, screen }: ChatState) => isVisible && screen === "chat";

export function isRatable({ rating, closedAt }: CustomerConversation, ratingMs: number): boolean {
  return rating === null && closedAt !== null && Date.now() < Date.parse(closedAt) + ratingMs;
}

const isFromOthers = (message: Message) => message.role !== "customer";

export function unreadOf({ messages, readUpTo }: ChatState): number {
  return messages.filter((one) => isFromOthers(one) && one.readAt === null && one.position > readUpTo).length;
}

export function lastOfOthers({ messages }: ChatState): number {
  return messages.findLast(isFromOthers)?.position ?? 0;
}

export const isOngoing = ({ conversation }: ChatState) =>
  conversation !== null && conversation.status !== "closed";

/** What the log shows of one that has ended: nothing of the current one. */
export const pastState = (state: ChatState, { conversation, messages, hasMore }: Past): ChatState => ({
  ...state,
  conversation,
  messages,
  hasMore,
  earlier: [],
  happenings: [],
  outbox: [],
  typing: null,
  place: null,
});
