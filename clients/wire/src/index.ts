/** What crosses the wire between the server and both browser clients. */
export { applyEvent, isAgentState, orderOf, type Order } from "./apply-event.ts";
export { createBackoff, type Backoff } from "./backoff.ts";
export {
  inTurn,
  isComposing,
  keyValue,
  local,
  openChannel,
  session,
  usableLocks,
  within,
  type KeyValue,
} from "./browser.ts";
export { ChorusApiError, remedyOf, type ErrorFields } from "./errors.ts";
export { CLOSES } from "./generated/closes.ts";
export type * from "./generated/asyncapi.ts";
export type { paths } from "./generated/openapi.ts";
export type { SocketAccess } from "./line.ts";
export { createOutbox, OUTBOX_MAX, type Draft, type Outbox, type OutboxOptions } from "./outbox.ts";
export { keyValueStore, memoryStore, type OutboxMessage, type OutboxStore } from "./outbox-store.ts";
export type { Asking, EventPage, Fallback, OutgoingMessage } from "./poll.ts";
export { prefixBefore } from "./prefix.ts";
export type { Reached } from "./receipts.ts";
export { createApi, ofConversation, type AnswerOf, type Api, type ApiOptions } from "./rest.ts";
export { createSocket, type ChorusSocket } from "./socket.ts";
export type { SocketOptions, SocketState, StateDetail } from "./socket-options.ts";
export type { EventResult, Key } from "./streams.ts";
export type * from "./types.ts";
export { newId } from "./uuid7.ts";
