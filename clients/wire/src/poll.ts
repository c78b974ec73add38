/** Where WebSockets are blocked: the same events by HTTP, by the same position, into the same stream. */
import type { Event, FromServer, ResyncFrame } from "./generated/asyncapi.ts";
import type { components } from "./generated/openapi.ts";
import type { Streams } from "./streams.ts";
import type { Place } from "./types.ts";

export type EventPage = components["schemas"]["EventPage"];

/** What the socket would do, done by REST. Refusals are thrown with `code` and `retryable`. */
export interface Fallback {
  events: (after: Place) => Promise<EventPage>;
  send: (message: OutgoingMessage) => Promise<{ id: string; position: number; createdAt: string }>;
  receipt: (receipt: { delivered: number; read: number }) => Promise<unknown>;
}

export interface OutgoingMessage {
  id: string;
  content: string;
  role?: "customer" | "agent";
  messageType?: "text" | "attachment" | "note";
  attachmentIds?: string[];
  conversationId?: string;
}

const EVERY_MS = 3_000;
const AFTER_FAILURE_MS = 10_000;

export interface PollOptions {
  conversationId: string;
  fallback: Fallback;
  streams: Streams;
  onFrame: (frame: FromServer) => void;
  /** Whether this way works, after each try. */
  onResult: (isAlive: boolean) => void;
}

export interface Poll {
  /** Ask now. */
  hurry: () => void;
  stop: () => void;
}

export function startPoll({ conversationId, fallback, streams, onFrame, onResult }: PollOptions): Poll {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stopped = new AbortController();
  const isStopped = () => stopped.signal.aborted;
  let isBusy = false;

  async function round(): Promise<void> {
    clearTimeout(timer);
    if (isBusy || isStopped()) return;
    isBusy = true;
    let wait = EVERY_MS;
    try {
      const place = streams.begin(conversationId) ?? { position: 0, epoch: "" };
      const page = await fallback.events(place);
      if (isStopped()) return;
      onResult(true);
      await hand(page, place);
    } catch {
      if (!isStopped()) onResult(false);
      wait = AFTER_FAILURE_MS;
    } finally {
      isBusy = false;
    }
    if (!isStopped()) timer = setTimeout(() => void round(), wait);
  }

  async function hand(page: EventPage, place: Place): Promise<void> {
    if (page.resync) {
      const { resync: reason, epoch, position } = page;
      const frame: ResyncFrame = { type: "resync", reason, epoch, position, conversationId };
      onFrame(frame);
      await streams.resync(conversationId, frame);
      return;
    }
    const events = page.events as unknown as Event[];
    events.forEach(streams.take);
    streams.settle(conversationId, events.at(-1)?.position ?? place.position, page.epoch);
  }

  void round();
  return {
    hurry: () => void round(),
    stop() {
      stopped.abort();
      clearTimeout(timer);
    },
  };
}
