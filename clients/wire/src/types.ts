/** The schemas of the wire by short names, and what a client holds of one conversation. */
import type { Event } from "./generated/asyncapi.ts";
import type { components } from "./generated/openapi.ts";

export type Schemas = components["schemas"];

export type Conversation = Schemas["ConversationRead"];
export type CustomerConversation = Schemas["CustomerConversationRead"];
export type ConversationStatus = Conversation["status"];
export type Floor = Conversation["floor"];
export type Message = Schemas["MessageRead"];
export type Attachment = Schemas["AttachmentRead"];
export type Source = Schemas["SourceRead"];
export type Brief = Schemas["BriefRead"];
export type BriefLine = Schemas["LineRead"];
/** The user who is logged in. */
export type Me = Schemas["LoginUserRead"];
export type Role = Schemas["Role"];
/** What users say of themselves; `PresenceStatus` also knows whether they are connected. */
export type UserStatus = Schemas["DeclaredStatus"];
export type PresenceStatus = Schemas["UserPresence"]["status"];

/** What `GET /v1/conversations/{id}` answers with: one path for both audiences, of which the token says which. */
type Snapshot<Shown> = Omit<Schemas["ConversationState"], "conversation"> & { conversation: Shown };
export type AgentSnapshot = Snapshot<Conversation>;
export type CustomerSnapshot = Snapshot<CustomerConversation>;

export interface AgentState {
  conversation: Conversation;
  messages: Message[];
}

export interface CustomerState {
  conversation: CustomerConversation;
  messages: Message[];
}

export type State = AgentState | CustomerState;
export type EventType = Event["type"];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;

/** Where a reader stands in an order; the epoch says which history the number belongs to. */
export interface Place {
  position: number;
  epoch: string;
}
