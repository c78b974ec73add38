/** Where WebSockets are blocked: the same events by HTTP, by the same positions, into the same streams. */
import { remedyOf } from "./errors.ts";
import type { Event, FromServer, ResyncFrame } from "./generated/asyncapi.ts";
import type { components } from "./generated/openapi.ts";
import type { Key, Streams } from "./streams.ts";
import type { Place } from "./types.ts";

export type EventPage = components["schemas"]["EventPage"];

/** `waitSeconds`: the server may hold its answer so long until there is something to tell. */
export interface Asking {
  waitSeconds: number;
  signal: AbortSignal;
}

/** What the socket would do, done by REST. Refusals are thrown with `code` and `retryable`. */
export interface Fallback {
  /** Of a conversation, or of the tenant's feed (null); without a place only where it stands. */
  events: (key: Key, after: Place | undefined, asking: Asking) => Promise<EventPage>;
  send: (message: OutgoingMessage) => Promise<{ id: string; position: number; createdAt: string }>;
  receipt: (receipt: { delivered: number; read: number; conversationId?: string }) => Promise<unknown>;
}

export interface OutgoingMessage {
  id: string;
  content: string;
  role?: "customer" | "agent";
  messageType?: "text" | "attachment" | "note";
  attachmentIds?: string[];
  conversationId?: string;
}

const WAIT_SECONDS = 20;
/** A server that answers sooner than this did not wait. */
const WAITED_MS = 1_000;
const EVERY_MS = 3_000;
/** Where one thing was told, more may follow. */
const AFTER_NEWS_MS = 250;
const AFTER_FAILURE_MS = 10_000;

export interface PollOptions {
  keys: () => Key[];
  /** Without one there is no such way. */
  fallback: Fallback | undefined;
  streams: Streams;
  onFrame: (frame: FromServer) => void;
  /** This way began to work, or works no longer. */
  onAlive: (isAlive: boolean) => void;
  /** This one is not to be had, now or ever. */
  onRefused: (key: Key) => void;
}

export type Poll = ReturnType<typeof createPoll>;

export function createPoll({ keys, fallback, streams, onFrame, onAlive, onRefused }: PollOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOn = false;
  let isAlive = false;
  let asking: AbortController | undefined;
  let isHurried = false;

  const isRunning = () => isOn;
  const wasHurried = () => isHurried;

  function works(now: boolean): void {
    if (isAlive === now) return;
    isAlive = now;
    onAlive(now);
  }

  async function round(): Promise<void> {
    clearTimeout(timer);
    if (asking || !isOn) return;
    const mine = (asking = new AbortController());
    isHurried = false;
    let wait = EVERY_MS;
    try {
      wait = await readAll(keys(), mine.signal);
    } catch {
      if (!mine.signal.aborted) {
        wait = AFTER_FAILURE_MS;
        works(false);
      }
    }
    asking = undefined;
    if (isRunning()) timer = setTimeout(() => void round(), wasHurried() ? 0 : wait);
  }

  /** Says how long to wait before the next time. */
  async function readAll(all: Key[], signal: AbortSignal): Promise<number> {
    const began = Date.now();
    const waitSeconds = all.length === 1 ? WAIT_SECONDS : 0;
    let isNews = false;
    for (const key of all) isNews = (await read(key, signal, waitSeconds)) || isNews;
    if (isNews) return AFTER_NEWS_MS;
    return waitSeconds && Date.now() - began > WAITED_MS ? 0 : EVERY_MS;
  }

  /** Says whether there was anything new. */
  async function read(key: Key, signal: AbortSignal, waitSeconds: number): Promise<boolean> {
    const place = streams.begin(key);
    let page: EventPage | undefined;
    try {
      page = await fallback?.events(key, place, { waitSeconds, signal });
    } catch (error) {
      const { status, retryable } = remedyOf(error);
      if (signal.aborted || retryable || ![403, 404].includes(status)) throw error;
      onRefused(key);
      return false;
    }
    if (!page || signal.aborted) return false;
    works(true);
    await hand(key, page, place);
    return page.events.length > 0;
  }

  async function hand(key: Key, page: EventPage, place: Place | undefined): Promise<void> {
    const named = key === null ? {} : { conversationId: key };
    if (page.resync) {
      const { resync: reason, epoch, position } = page;
      const frame: ResyncFrame = { type: "resync", reason, epoch, position, ...named };
      onFrame(frame);
      await streams.resync(key, frame);
      return;
    }
    const events = page.events as unknown as Event[];
    events.forEach(streams.take);
    const last = events.at(-1);
    streams.settle(key, last ? numberOf(last) : (place?.position ?? page.position), page.epoch);
  }

  return {
    isOn: () => isOn,
    isAlive: () => isAlive,
    start(): void {
      if (!fallback || isOn) return;
      isOn = true;
      void round();
    },
    /** Ask now. */
    hurry(): void {
      if (!isOn) return;
      isHurried = true;
      asking?.abort();
      void round();
    },
    stop(): void {
      isOn = isAlive = false;
      asking?.abort();
      clearTimeout(timer);
    },
  };
}

const numberOf = (event: Event) => ("feedPosition" in event && event.feedPosition) || event.position;
