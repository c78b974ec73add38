/** What a socket is told, and what it tells. */
import type { Event, FromServer } from "./generated/asyncapi.ts";
import type { SocketAccess } from "./line.ts";
import type { Fallback } from "./poll.ts";
import type { EventResult, StreamsOptions } from "./streams.ts";

/** `offline`: the device has no network. `closed`: over for good, `detail.code` says why. */
export type SocketState = "connecting" | "open" | "reconnecting" | "offline" | "closed";

export interface StateDetail {
  code?: number | undefined;
  /** Open by polling, because WebSockets do not get through. */
  isPolling?: boolean;
}

export interface SocketOptions {
  kind: "agent" | "conversation";
  /** By this id the person's tabs in this browser find each other and share one socket; without it each has its own. */
  person?: string | undefined;
  conversationId?: string;
  /** A token and a fresh nonce (`POST /v1/sockets`). A thrown refusal with status 401, 403 or 404 closes for good. */
  openSocket: () => Promise<SocketAccess>;
  /** Where the reader's state stands (null: the tenant's feed); undefined when it holds none. */
  positionOf: StreamsOptions["positionOf"];
  /** May answer "gap" when the reader's own state misses something before the event: a replay follows. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a reader that never sees a gap answers nothing
  onEvent: (event: Event) => EventResult | void;
  /** Frames that are not events; a `resync` too, which readers without `onResync` handle themselves. */
  onFrame?: (frame: FromServer) => void;
  /** Fetch the state afresh; events wait until the promise resolves. */
  onResync?: StreamsOptions["onResync"];
  onState?: (state: SocketState, detail: StateDetail) => void;
  /** What to do where WebSockets are blocked. */
  fallback?: Fallback;
}
