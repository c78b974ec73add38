/** A client as small as can be: it remembers positions, and everything that reached it. */
import {
  createSocket,
  type Event,
  type FromServer,
  type SocketOptions,
  type SocketState,
} from "../src/index.ts";
import type { FakeServer } from "./fake-server.ts";

export function reader(
  server: FakeServer,
  options: Partial<SocketOptions> & { conversationId?: string } = {},
) {
  const places = new Map<string | null, { position: number; epoch: string }>();
  const events: Event[] = [];
  const frames: FromServer[] = [];
  const states: (SocketState | `closed ${number}`)[] = [];
  const kind = options.conversationId ? "conversation" : "agent";
  const socket = createSocket({
    kind,
    openSocket: () => Promise.resolve(server.access(options.conversationId)),
    positionOf: (key) => places.get(key),
    onEvent(event) {
      events.push(event);
      const feed = "feedPosition" in event ? event.feedPosition : undefined;
      const key = feed === undefined ? event.conversationId : null;
      places.set(key, { position: feed ?? event.position, epoch: server.epoch });
      return "applied";
    },
    onFrame: (frame) => void frames.push(frame),
    onState: (state, { code }) => void states.push(code ? (`closed ${code}` as const) : state),
    ...options,
  });
  const positions = () => events.map((event) => event.position);
  return { socket, places, events, frames, states, positions };
}
