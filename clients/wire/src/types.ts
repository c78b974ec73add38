/** The nouns of the wire by their short names, and what a client holds of one conversation. */
import type { Event } from "./generated/asyncapi.ts";
import type { components } from "./generated/openapi.ts";

type Schemas = components["schemas"];

export type Conversation = Schemas["ConversationRead"];
export type CustomerConversation = Schemas["CustomerConversationRead"];
export type Message = Schemas["MessageRead"];
export type Attachment = Schemas["AttachmentRead"];
export type Source = Schemas["SourceRead"];
export type ConversationStatus = Conversation["status"];
export type Floor = Conversation["floor"];

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
