/**
 * The socket client: opens with a fresh nonce, resumes from where the reader stands, comes back by the table of close
 * codes, and hands every event on once and in order.
 */
import { createBackoff } from "./backoff.ts";
import { createDeliveries } from "./deliveries.ts";
import { ChorusApiError, remedyOf } from "./errors.ts";
import { CLOSES } from "./generated/closes.ts";
import type { DeliveredFrame, ErrorFrame, FromClient, FromServer } from "./generated/asyncapi.ts";
import { createLine, NOT_OPENED, REPLACED, type Line, type Ticket } from "./line.ts";
import { startPoll, type Fallback, type OutgoingMessage, type Poll } from "./poll.ts";
import { createReceipts, type Reached } from "./receipts.ts";
import type { SocketOptions, SocketState, StateDetail } from "./socket-options.ts";
import { createStreams, type Key } from "./streams.ts";
import { watchWorld } from "./world.ts";

export type ChorusSocket = ReturnType<typeof createSocket>;

const TICKET_WITHIN_MS = 15_000;
const STABLE_MS = 10_000;
const POLL_AFTER_FAILURES = 2;
const FINAL: Record<number, number> = { 401: 4401, 403: 4403, 404: 4404 };

export function createSocket(options: SocketOptions) {
  const { kind, conversationId, onFrame, onState, fallback } = options;
  const backoff = createBackoff();
  const wanted = new Set<Key>();
  let state: SocketState = "connecting";
  let line: Line | undefined;
  let isOpen = false;
  let openedAt = 0;
  let failures = 0;
  let drainAt = 0;
  let poll: Poll | undefined;
  let isPolling = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let presence: FromClient | undefined;

  const streams = createStreams({
    positionOf: options.positionOf,
    onEvent: (event) => options.onEvent(event) ?? undefined,
    onResync: options.onResync,
    subscribe: (key, place) => {
      if (poll) poll.hurry();
      else line?.send({ type: "subscribe", ...named(key), ...place });
    },
    fail: () => line?.end(REPLACED),
  });
  const deliveries = createDeliveries();
  const receipts = createReceipts((receipt) => {
    if (isOpen) line?.send({ type: "receipt", ...receipt });
    else if (isPolling) void fallback?.receipt(receipt).catch(() => undefined);
    return isOpen || isPolling;
  });

  const named = (key: Key) => (kind === "agent" && key !== null ? { conversationId: key } : {});

  function become(next: SocketState, detail: StateDetail = {}): void {
    if (state === next && next !== "open") return;
    state = next;
    onState?.(next, detail);
  }

  async function connect(): Promise<void> {
    clearTimeout(timer);
    if (line || state === "closed") return;
    const mine = ++attempt;
    const isMine = () => mine === attempt;
    if (!isPolling) become(state === "connecting" ? "connecting" : "reconnecting");
    timer = setTimeout(() => {
      attempt += 1;
      again();
    }, TICKET_WITHIN_MS);
    try {
      const ticket = await options.openSocket();
      if (isMine()) open(ticket);
    } catch (error) {
      if (isMine()) refused(error);
    }
  }

  function open(ticket: Ticket): void {
    clearTimeout(timer);
    const place = kind === "conversation" && conversationId ? streams.begin(conversationId) : undefined;
    try {
      const mine = createLine({
        ticket,
        auth: { type: "auth", ...place },
        onEvent: (event) => streams.take(event),
        onFrame: heard,
        onEnd: (code) => {
          if (line === mine) lost(code);
        },
      });
      line = mine;
    } catch {
      lost(NOT_OPENED); // a browser's policy forbids the address
    }
  }

  function heard(frame: FromServer): void {
    if (frame.type === "welcome") {
      welcomed(frame.position ?? 0, frame.epoch);
    } else if (frame.type === "subscribed") {
      streams.settle(keyOf(frame), frame.position, frame.epoch);
    } else if (frame.type === "resync") {
      void streams.resync(keyOf(frame), frame);
    } else if (frame.type === "delivered" || frame.type === "error") {
      deliveries.answered(frame);
      if (frame.type === "error" && frame.id === undefined) notFollowed(frame);
    } else if (frame.type === "drain") {
      drainAt = Date.now() + frame.reconnectInMs;
      timer = setTimeout(() => line?.end(REPLACED), frame.reconnectInMs);
    }
    onFrame?.(frame);
  }

  /** A refused subscription is tried again if that can help; otherwise it is given up. */
  function notFollowed(frame: ErrorFrame): void {
    const key = keyOf(frame);
    if (!isOpen || !streams.isPending(key)) return;
    if (!frame.retryable) {
      wanted.delete(key);
      streams.forget(key);
      return;
    }
    setTimeout(
      () => wanted.has(key) && streams.isPending(key) && follow(key),
      (frame.retryAfterSeconds ?? 1) * 1000,
    );
  }

  const keyOf = (frame: { conversationId?: string }): Key => frame.conversationId ?? conversationId ?? null;

  function welcomed(position: number, epoch: string): void {
    isOpen = true;
    openedAt = Date.now();
    failures = 0;
    stopPolling();
    if (conversationId) streams.settle(conversationId, position, epoch);
    else wanted.forEach(follow);
    if (presence) line?.send(presence);
    presence = undefined;
    become("open");
    receipts.flush();
  }

  function lost(code: number): void {
    line = undefined;
    if (isOpen && Date.now() - openedAt > STABLE_MS) backoff.reset();
    if (!isOpen) failures += 1;
    isOpen = false;
    deliveries.interrupted();
    if (state === "closed") return;
    if (CLOSES[code]?.reconnect === false) finish(code);
    else again();
  }

  function refused(error: unknown): void {
    const { status, retryable, retryAfterMs } = remedyOf(error);
    const code = FINAL[status];
    if (code && !retryable) finish(code);
    else again(retryAfterMs);
  }

  function again(hintMs = 0): void {
    if (state === "offline") return;
    const untilDrained = drainAt ? Math.max(0, drainAt - Date.now()) : undefined;
    drainAt = 0;
    if (!isPolling) become("reconnecting");
    if (fallback && conversationId && failures >= POLL_AFTER_FAILURES) startPolling(fallback, conversationId);
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), untilDrained ?? backoff.next(hintMs));
  }

  function finish(code: number): void {
    clearTimeout(timer);
    stopPolling();
    become("closed", { code });
    stopWatching();
  }

  function startPolling(by: Fallback, id: string): void {
    poll ??= startPoll({
      conversationId: id,
      fallback: by,
      streams,
      onFrame: (frame) => onFrame?.(frame),
      onResult: (isAlive) => {
        if (isPolling === isAlive) return;
        isPolling = isAlive;
        become(isAlive ? "open" : "reconnecting", { isPolling });
        if (isAlive) receipts.flush();
      },
    });
  }

  function stopPolling(): void {
    poll?.stop();
    poll = undefined;
    isPolling = false;
  }

  function follow(key: Key): void {
    const place = streams.begin(key);
    if (isOpen) line?.send({ type: "subscribe", ...named(key), ...place });
    else poll?.hurry();
  }

  const stopWatching = watchWorld({
    offline() {
      attempt += 1;
      clearTimeout(timer);
      become("offline");
      stopPolling();
      line?.end(REPLACED);
    },
    online() {
      if (state !== "offline") return;
      become("reconnecting");
      void connect();
    },
    woken() {
      if (line) line.check();
      else if (state === "reconnecting" || isPolling) void connect();
    },
  });

  void connect();

  /** Resolves when the message is committed; otherwise throws with `code` and `retryable`. */
  async function deliver(message: OutgoingMessage): Promise<DeliveredFrame> {
    if (isOpen && line) return deliveries.send(line, message);
    if (!isPolling || !fallback) throw new ChorusApiError({ code: "socket.not_open", retryable: true });
    const accepted = await fallback.send(message);
    poll?.hurry();
    return { type: "delivered", ...accepted };
  }

  return {
    deliver,
    /** Best effort: what must not be lost goes through `deliver` and an outbox. */
    send: (message: OutgoingMessage) => void deliver(message).catch(() => undefined),
    typing(now: "started" | "stopped", id?: string): void {
      if (!isOpen) return;
      const role = kind === "agent" ? "agent" : "customer";
      line?.send({ type: "typing", state: now, role, ...(id && { conversationId: id }) });
    },
    /** Cumulative, and gathered for a moment: call it as often as you like. */
    receipt: (reached: Reached) => receipts.add(reached),
    presence(status: "available" | "busy" | "away"): void {
      const frame = { type: "presence", status } as const;
      if (isOpen) line?.send(frame);
      else presence = frame;
    },
    /** Follow a conversation, or the tenant's feed (null), from where the reader stands; again to catch up. */
    subscribe(key: Key): void {
      wanted.add(key);
      follow(conversationId ?? key);
    },
    unsubscribe(id: string): void {
      wanted.delete(id);
      streams.forget(id);
      if (isOpen) line?.send({ type: "unsubscribe", conversationId: id });
    },
    state: () => state,
    close(): void {
      attempt += 1;
      clearTimeout(timer);
      receipts.stop();
      stopPolling();
      stopWatching();
      state = "closed";
      line?.end(1000);
    },
  };
}
