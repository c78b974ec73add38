/** A server that obeys the protocol, in memory: nonces, replay, resync, acknowledgements. Faults are switched on by tests. */
import type { Event, FromClient, FromServer, MessageFrame } from "../src/index.ts";

type Key = string | null;
type Handler<E> = ((event: E) => void) | null;

export class FakeServer {
  epoch = "e1";
  replayMax = 50;
  isReachable = true;
  isSilent = false;
  isUpgradeBlocked = false;
  /** By a Content-Security-Policy: Chromium then reports an error and no close. */
  isForbidden = false;
  refuseMessage: { code: string; retryable: boolean } | null = null;
  loseNextAnswer = false;
  readonly lines: FakeWebSocket[] = [];
  readonly accepted = new Map<string, number>();
  readonly received: FromClient[] = [];
  private readonly logs = new Map<Key, Event[]>();
  private readonly nonces = new Set<string>();
  private nonce = 0;

  access(conversationId?: string) {
    if (!this.isReachable) throw new Error("unreachable");
    const nonce = `n${++this.nonce}`;
    this.nonces.add(nonce);
    const path = conversationId ? `conversations/${conversationId}` : "agent";
    return { url: `ws://chat.test/ws/v1/${path}`, nonce, token: "t" };
  }

  spend(nonce: string): boolean {
    return this.nonces.delete(nonce);
  }

  log(key: Key): Event[] {
    const found = this.logs.get(key) ?? [];
    this.logs.set(key, found);
    return found;
  }

  /** Appends to the order of `key`; `isLost` keeps it from those who are connected. */
  publish(key: Key, fields: Partial<Event> & { type: string }, { isLost = false } = {}): Event {
    const log = this.log(key);
    const number = log.length + 1;
    const base = {
      conversationId: key ?? "c1",
      actor: { kind: "system", id: null, name: "" },
      at: "2026-10-01T09:00:00Z",
    };
    const order = key === null ? { feedPosition: number, position: number } : { position: number };
    const event = { ...base, ...fields, ...order } as Event;
    log.push(event);
    if (!isLost) for (const line of this.open()) if (line.follows.has(key)) line.push(event);
    return event;
  }

  open(): FakeWebSocket[] {
    return this.lines.filter((line) => line.readyState === 1);
  }

  /** The newest connection. */
  get line(): FakeWebSocket {
    return this.lines.at(-1)!;
  }

  accept(key: string, message: MessageFrame): number {
    const known = this.accepted.get(message.id);
    if (known !== undefined) return known;
    const { id, content = "", role = "customer", messageType = "text", attachmentIds = [] } = message;
    const said = { ...UNSAID, id, content, role, messageType, attachments: attachmentIds.map(fileOf) };
    const { position } = this.publish(key, { type: "message.sent", message: said } as never);
    this.accepted.set(message.id, position);
    return position;
  }
}

export class FakeWebSocket {
  static readonly OPEN = 1;
  static readonly CLOSED = 3;
  static server: FakeServer;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: Handler<{ code: number }> = null;
  onmessage: Handler<{ data: string }> = null;
  readonly follows = new Set<Key>();
  readonly closedWith: number[] = [];
  private readonly server = FakeWebSocket.server;
  private readonly conversationId: string | undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    this.conversationId = /conversations\/(.+)$/.exec(url)?.[1];
    this.server.lines.push(this);
    queueMicrotask(() => this.opened());
  }

  private opened(): void {
    if (this.readyState !== 0) return;
    if (this.server.isForbidden) {
      this.readyState = 3;
      this.onerror?.();
      return;
    }
    if (!this.server.isReachable || this.server.isUpgradeBlocked) {
      this.drop(1006);
      return;
    }
    const nonce = this.protocols.find((one) => one.startsWith("nonce."))?.slice(6) ?? "";
    this.readyState = 1;
    this.onopen?.();
    if (!this.server.spend(nonce)) this.drop(4406);
  }

  /** From the server. */
  push(frame: FromServer | Event): void {
    if (this.readyState === 1 && !this.server.isSilent) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  pushText(data: string): void {
    this.onmessage?.({ data });
  }

  /** The server, or the network, ends it. */
  drop(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }

  close(code: number): void {
    this.closedWith.push(code);
    this.readyState = 3;
  }

  send(text: string): void {
    const frame = JSON.parse(text) as FromClient;
    this.server.received.push(frame);
    queueMicrotask(() => this.heard(frame));
  }

  private heard(frame: FromClient): void {
    if (this.readyState !== 1 || this.server.isSilent) return;
    if (frame.type === "auth") this.join(frame);
    else if (frame.type === "subscribe") this.subscribe(frame);
    else if (frame.type === "unsubscribe") this.follows.delete(frame.conversationId);
    else if (frame.type === "message") this.said(frame);
    else if (frame.type === "ping") this.push({ type: "pong" });
  }

  private join({ position, epoch }: { position?: number; epoch?: string }): void {
    const common = { connectionId: "x", epoch: this.server.epoch, heartbeatSeconds: 25 };
    if (this.conversationId === undefined) {
      this.push({ type: "welcome", ...common });
      return;
    }
    const isResumed = this.replay(this.conversationId, position, epoch);
    const head = this.server.log(this.conversationId).length;
    this.push({
      type: "welcome",
      ...common,
      position: head,
      conversationId: this.conversationId,
      resumed: isResumed,
    });
  }

  private subscribe(frame: { conversationId?: string; position?: number; epoch?: string }): void {
    const key = frame.conversationId ?? this.conversationId ?? null;
    const resumed = this.replay(key, frame.position, frame.epoch);
    const place = { epoch: this.server.epoch, position: this.server.log(key).length, resumed };
    this.push({ type: "subscribed", ...place, ...(key !== null && { conversationId: key }) });
  }

  private replay(key: Key, after: number | undefined, epoch = ""): boolean {
    const log = this.server.log(key);
    this.follows.add(key);
    if (after === undefined) return false;
    const isForeign = epoch !== "" && epoch !== this.server.epoch;
    const reason = isForeign ? "epoch" : after > log.length ? "ahead" : "too_far";
    if (isForeign || after > log.length || log.length - after > this.server.replayMax) {
      const place = { epoch: this.server.epoch, position: log.length };
      this.push({ type: "resync", reason, ...place, ...(key !== null && { conversationId: key }) });
      return false;
    }
    log.slice(after).forEach((event) => this.push(event));
    return true;
  }

  private said(frame: MessageFrame): void {
    const { id } = frame;
    if (this.server.refuseMessage) {
      this.push({ type: "error", message: "no", id, ...this.server.refuseMessage });
      return;
    }
    const position = this.server.accept(frame.conversationId ?? this.conversationId ?? "c1", frame);
    if (this.server.loseNextAnswer) {
      this.server.loseNextAnswer = false;
      this.drop(1006);
      return;
    }
    this.push({ type: "delivered", id, position, createdAt: "2026-10-01T09:00:00Z" });
  }
}

export const UNSAID = {
  id: "",
  role: "customer",
  messageType: "text",
  authorId: "bao",
  authorName: "",
  content: "",
  attachments: [],
  sources: [],
  createdAt: "2026-10-01T09:00:00Z",
  deliveredAt: null,
  readAt: null,
} as const;

const fileOf = (id: string) => ({ id, name: `${id}.pdf`, mediaType: "application/pdf", sizeBytes: 1000 });

/** Puts the fake in the place of the browser's WebSocket; returns its server. */
export function fakeServer(stub: (name: string, value: unknown) => void): FakeServer {
  const server = new FakeServer();
  FakeWebSocket.server = server;
  stub("WebSocket", FakeWebSocket);
  return server;
}
