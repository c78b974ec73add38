/** What crosses the wire between the server and both browser clients. */
export { applyEvent, isAgentState, orderOf, type Order } from "./apply-event.ts";
export { CLOSES } from "./generated/closes.ts";
export type * from "./generated/asyncapi.ts";
export type { components, paths } from "./generated/openapi.ts";
export type * from "./types.ts";
