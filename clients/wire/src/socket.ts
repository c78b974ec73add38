/**
 * The socket client: opens with a nonce, resumes from where the reader stands, comes back by the table of close codes,
 * shares one connection with the person's other tabs, and hands every event on once and in order.
 */
import { createBackoff } from "./backoff.ts";
import { createDeliveries } from "./deliveries.ts";
import { createDue } from "./due.ts";
import { ChorusApiError, remedyOf } from "./errors.ts";
import { createFollowing } from "./following.ts";
import { CLOSES } from "./generated/closes.ts";
import type { DeliveredFrame, FromClient, FromServer } from "./generated/asyncapi.ts";
import { BLOCKED, createLine, NOT_OPENED, REPLACED, type Line, type SocketAccess } from "./line.ts";
import { createPoll, type OutgoingMessage } from "./poll.ts";
import { createReceipts, type Reached } from "./receipts.ts";
import { shareLine } from "./share.ts";
import type { SocketOptions, SocketState, StateDetail } from "./socket-options.ts";
import type { Key } from "./streams.ts";
import { createNonceCache } from "./nonce-cache.ts";
import { watchWorld } from "./world.ts";

export type ChorusSocket = ReturnType<typeof createSocket>;

const NONCE_WITHIN_MS = 15_000;
/** Asked for longer ago than this, before a sleep perhaps, it may never come. */
const NONCE_SOON_MS = 3_000;
const STABLE_MS = 10_000;
const POLL_AFTER_FAILURES = 2;
/** Where WebSockets are blocked, they rarely come through again: by HTTP all is there but typing and presence. */
const POLLING_RETRY_MAX_MS = 60_000;
const FINAL: Record<number, number> = { 401: 4401, 403: 4403, 404: 4404 };

export function createSocket(options: SocketOptions) {
  const { kind, conversationId, onFrame, onState, fallback, person } = options;
  const backoff = createBackoff();
  const nonces = createNonceCache(options.openSocket);
  const timer = createDue();
  let state: SocketState = "connecting";
  let line: Line | undefined;
  let isOpen = false;
  let openedAt = 0;
  let failures = 0;
  let drainAt = 0;
  let attempt = 0;
  let askedAt = 0;
  let presence: FromClient | undefined;

  const following = createFollowing({
    socket: options,
    isOpen: () => isOpen,
    send: (frame) => line?.send(frame),
    poll: () => poll.hurry(),
    fail: () => line?.end(REPLACED),
  });
  const poll = createPoll({
    keys: following.keys,
    fallback,
    streams: following.streams,
    onFrame: (frame) => onFrame?.(frame),
    onRefused: (key) => (conversationId === undefined ? following.forget(key) : finish(4404)),
    onAlive(isAlive) {
      become(isAlive ? "open" : "reconnecting", { isPolling: isAlive });
      if (!isAlive) return;
      receipts.flush();
      share?.polling();
    },
  });
  const deliveries = createDeliveries();
  const receipts = createReceipts((receipt) => {
    if (isOpen) line?.send({ type: "receipt", ...receipt });
    else if (poll.isAlive()) void fallback?.receipt(receipt).catch(() => undefined);
    return isOpen || poll.isAlive();
  });

  function become(next: SocketState, detail: StateDetail = {}): void {
    if (state === next && next !== "open") return;
    state = next;
    onState?.(next, detail);
  }

  async function connect(): Promise<void> {
    timer.stop();
    if (line || state === "closed" || share?.isUndecided()) return;
    const mine = ++attempt;
    if (!poll.isAlive()) become(state === "connecting" ? "connecting" : "reconnecting");
    if (share?.isFollower()) {
      const joined: Line = share.join(lineOptions(() => joined));
      line = joined;
      return;
    }
    askedAt = Date.now();
    timer.set(() => {
      attempt += 1;
      again();
    }, NONCE_WITHIN_MS);
    try {
      const access = await nonces.take();
      if (mine === attempt) open(access);
    } catch (error) {
      if (mine === attempt) refused(error);
    }
  }

  function open(access: SocketAccess): void {
    timer.stop();
    askedAt = 0;
    try {
      const mine: Line = (share?.open ?? createLine)(
        access,
        lineOptions(() => mine),
      );
      line = mine;
    } catch {
      lost(NOT_OPENED); // a browser's policy forbids the address
    }
  }

  const lineOptions = (mine: () => Line | undefined) => ({
    auth: { type: "auth" as const, ...following.begin() },
    onEvent: following.streams.take,
    onFrame: heard,
    onOpened: nonces.spent,
    onEnd: (code: number) => {
      if (line !== undefined && line === mine()) lost(code);
    },
  });

  function heard(frame: FromServer): void {
    if (frame.type === "welcome") welcomed(frame.position ?? 0, frame.epoch);
    else if (frame.type === "delivered" || frame.type === "error") deliveries.answered(frame);
    else if (frame.type === "drain") {
      drainAt = Date.now() + frame.reconnectInMs;
      timer.set(() => line?.end(REPLACED), frame.reconnectInMs);
    }
    following.heard(frame);
    onFrame?.(frame);
  }

  function welcomed(position: number, epoch: string): void {
    isOpen = true;
    openedAt = Date.now();
    failures = 0;
    poll.stop();
    following.welcomed(position, epoch);
    if (presence) line?.send(presence);
    presence = undefined;
    become("open");
    receipts.flush();
  }

  function drop(): void {
    line = undefined;
    if (isOpen && Date.now() - openedAt > STABLE_MS) backoff.reset();
    isOpen = false;
    deliveries.interrupted();
  }

  function letGo(): void {
    attempt += 1;
    const old = line;
    drop();
    old?.end(REPLACED);
  }

  function lost(code: number): void {
    if (code === BLOCKED) failures = POLL_AFTER_FAILURES;
    else if (!isOpen) failures += 1;
    drop();
    if (state === "closed") return;
    if (CLOSES[code]?.reconnect === false) finish(code);
    else again();
  }

  function refused(error: unknown): void {
    askedAt = 0;
    const { status, retryable, retryAfterMs } = remedyOf(error);
    if (FINAL[status] && !retryable) finish(FINAL[status]);
    else again(retryAfterMs);
  }

  function again(hintMs = 0): void {
    if (state === "offline") return;
    const untilDrained = drainAt ? Math.max(0, drainAt - Date.now()) : undefined;
    drainAt = 0;
    if (!poll.isAlive()) become("reconnecting");
    if (failures >= POLL_AFTER_FAILURES) poll.start();
    // To join costs nothing: the leader does the waiting.
    const isJoining = share?.isFollower() && !poll.isOn();
    const wait = isJoining
      ? 0
      : (untilDrained ?? backoff.next(hintMs, poll.isAlive() ? POLLING_RETRY_MAX_MS : undefined));
    timer.set(() => void connect(), wait);
  }

  function finish(code: number): void {
    timer.stop();
    poll.stop();
    share?.end(code);
    become("closed", { code });
    stopWatching();
    share?.close();
  }

  /** Without waiting any longer; a line that is there has to prove that it lives. */
  function hasten(): void {
    if (state === "closed") return;
    poll.hurry();
    if (line) line.check();
    else if (Date.now() - askedAt > NONCE_SOON_MS) void connect();
  }

  const share =
    person === undefined
      ? undefined
      : shareLine({
          socket: { kind, person, conversationId },
          isPolling: poll.isAlive,
          onTurn() {
            letGo();
            if (state !== "offline") void connect();
          },
          hasten(isOverdue) {
            if (state === "offline") return;
            if (!isOverdue) hasten();
            else if (!line && timer.isOver()) void connect();
          },
        });

  const stopWatching = watchWorld({
    offline() {
      attempt += 1;
      timer.stop();
      become("offline");
      poll.stop();
      line?.end(REPLACED);
    },
    online() {
      if (state === "offline") become("reconnecting");
      hasten();
    },
    woken() {
      share?.stand();
      if (state !== "offline") hasten();
    },
    frozen() {
      if (!share || state === "closed") return;
      timer.stop();
      letGo();
      share.rest();
      become("reconnecting");
    },
  });

  void connect();

  /** Resolves when the message is committed; otherwise throws with `code` and `retryable`. */
  async function deliver(message: OutgoingMessage): Promise<DeliveredFrame> {
    if (isOpen && line) return deliveries.send(line, message);
    if (!poll.isAlive() || !fallback) throw new ChorusApiError({ code: "socket.not_open", retryable: true });
    const accepted = await fallback.send(message);
    poll.hurry();
    return { type: "delivered", ...accepted };
  }

  return {
    deliver,
    typing(now: "started" | "stopped", id?: string): void {
      const role = kind === "agent" ? "agent" : "customer";
      if (isOpen) line?.send({ type: "typing", state: now, role, ...(id && { conversationId: id }) });
    },
    /** Cumulative, and gathered for a moment: call it as often as you like. */
    receipt: (reached: Reached) => receipts.add(reached),
    presence(status: "available" | "busy" | "away"): void {
      const frame = { type: "presence", status } as const;
      if (isOpen) line?.send(frame);
      else presence = frame;
    },
    /** Follow a conversation, or the tenant's feed (null), from where the reader stands; again to catch up. */
    subscribe: (key: Key) => following.add(key),
    unsubscribe(id: string): void {
      following.forget(id);
      if (isOpen) line?.send({ type: "unsubscribe", conversationId: id });
    },
    /** Somebody asks for it: no more waiting, also where the browser believes that there is no network. */
    reconnectNow(): void {
      if (state === "offline") become("reconnecting");
      hasten();
    },
    state: () => state,
    close(): void {
      attempt += 1;
      timer.stop();
      receipts.stop();
      poll.stop();
      stopWatching();
      state = "closed";
      line?.end(1000);
      share?.close();
    },
  };
}
