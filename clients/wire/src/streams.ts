/**
 * The orders a socket follows: one per conversation, and the tenant's feed (key null).
 *
 * Every event is handed on once and in order. What is known is dropped; a gap is never passed over: the stream asks
 * for a replay from where the reader really stands.
 */
import type { Event, ResyncFrame } from "./generated/asyncapi.ts";
import type { Place } from "./types.ts";

export type Key = string | null;
/** "gap" tells that the reader's own state misses something before this event. */
export type EventResult = "applied" | "known" | "gap";

export interface StreamsOptions {
  /** Where the reader's state stands, or undefined when it holds none. */
  positionOf: (key: Key) => Place | undefined;
  onEvent: (event: Event) => EventResult | undefined;
  /** Fetch the state afresh. Events are held until the promise resolves. */
  onResync?: ((key: Key, frame: ResyncFrame) => Promise<void>) | undefined;
  /** Ask the server for a replay. */
  subscribe: (key: Key, place: Place | undefined) => void;
  /** The stream cannot be repaired on this connection. */
  fail: () => void;
}

interface Stream {
  position: number | undefined;
  epoch: string;
  phase: "pending" | "live" | "resyncing";
  held: Event[];
  repairs: number;
}

const HELD_MAX = 1000;
const REPAIRS_MAX = 3;

export type Streams = ReturnType<typeof createStreams>;

export function createStreams({ positionOf, onEvent, onResync, subscribe, fail }: StreamsOptions) {
  const streams = new Map<Key, Stream>();

  const isCurrent = (key: Key, stream: Stream) => streams.get(key) === stream;

  /** (Re)starts a stream where the reader stands; the place to give to the server. */
  function begin(key: Key): Place | undefined {
    const known = streams.get(key);
    const place = positionOf(key) ?? placeOf(known);
    const repairs = known?.repairs ?? 0;
    const epoch = place?.epoch ?? "";
    streams.set(key, { position: place?.position, epoch, phase: "pending", held: [], repairs });
    return place;
  }

  function repair(key: Key, stream: Stream): void {
    if (stream.repairs >= REPAIRS_MAX) {
      stream.repairs = 0;
      fail();
      return;
    }
    stream.repairs += 1;
    subscribe(key, begin(key));
  }

  function take(event: Event): void {
    const feedPosition = "feedPosition" in event ? event.feedPosition : undefined;
    const key = feedPosition === undefined ? event.conversationId : null;
    const stream = streams.get(key);
    if (stream) place(key, stream, event, feedPosition ?? event.position);
  }

  function place(key: Key, stream: Stream, event: Event, number: number): void {
    if (stream.phase === "resyncing") {
      if (stream.held.length < HELD_MAX) stream.held.push(event);
      return;
    }
    const { position } = stream;
    if (position !== undefined && number <= position) return;
    if (position !== undefined && number > position + 1) {
      // Ahead of a replay that is under way: it comes again with that replay.
      if (stream.phase === "live") repair(key, stream);
      return;
    }
    stream.position = number;
    if (onEvent(event) !== "gap") {
      stream.repairs = 0;
      return;
    }
    const own = streams.get(event.conversationId);
    if (own?.phase === "live") repair(event.conversationId, own);
  }

  /** The server has said where the stream stands; what came before this was the replay. */
  function settle(key: Key, position: number, epoch: string): void {
    const stream = streams.get(key);
    if (!stream || stream.phase === "resyncing") return;
    stream.phase = "live";
    stream.epoch = epoch;
    stream.position ??= position;
    if (stream.position < position) repair(key, stream);
  }

  async function resync(key: Key, frame: ResyncFrame): Promise<void> {
    const stream = streams.get(key);
    if (!stream) return;
    stream.epoch = frame.epoch;
    if (!onResync) {
      stream.position = frame.position;
      stream.phase = "live";
      return;
    }
    stream.phase = "resyncing";
    try {
      await onResync(key, frame);
    } catch {
      if (isCurrent(key, stream)) fail();
      return;
    }
    if (!isCurrent(key, stream)) return; // begun anew in the meantime
    const { position, epoch } = positionOf(key) ?? frame;
    const { held } = stream;
    Object.assign(stream, { position, epoch, phase: "live", held: [] });
    if (held.length >= HELD_MAX) repair(key, stream);
    else held.forEach(take);
  }

  return {
    begin,
    take,
    settle,
    resync,
    forget: (key: Key) => streams.delete(key),
    isPending: (key: Key) => streams.get(key)?.phase === "pending",
  };
}

function placeOf(stream: Stream | undefined): Place | undefined {
  if (stream?.position === undefined) return undefined;
  return { position: stream.position, epoch: stream.epoch };
}
