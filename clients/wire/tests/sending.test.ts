/** What a client says over the socket: messages, receipts, typing; an agent's many conversations; life without WebSockets. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Event, EventPage, Fallback } from "../src/index.ts";
import { fakeServer, type FakeServer } from "./fake-server.ts";
import { reader } from "./reader.ts";

let server: FakeServer;
const settled = () => vi.advanceTimersByTimeAsync(1);
const within = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
const sent = (type: string) => server.received.filter((frame) => frame.type === type);
const assigned = {
  type: "conversation.assigned",
  agentId: "a",
  agentName: "Ada",
  liveChatSessionId: "s",
} as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  server = fakeServer(vi.stubGlobal);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("messages", () => {
  test("a delivery resolves when the server has committed it", async () => {
    const { socket } = reader(server, { conversationId: "c1" });
    await settled();
    const delivery = socket.deliver({ id: "m1", content: "Hello" });
    await settled();
    expect(await delivery).toMatchObject({ id: "m1", position: 1 });
  });

  test("a refusal says whether to try again", async () => {
    const { socket } = reader(server, { conversationId: "c1" });
    await settled();
    server.refuseMessage = { code: "conversation.closed", retryable: false };
    const refused = expect(socket.deliver({ id: "m1", content: "Hello" })).rejects;
    await Promise.all([refused.toMatchObject({ code: "conversation.closed", retryable: false }), settled()]);
  });

  test.each([
    ["the connection breaks", "socket.interrupted", () => server.line.drop(1006)],
    ["no answer comes", "socket.no_answer", () => (server.isSilent = true)],
  ])("when %s the outcome is unknown, and may be tried again", async (_, code, fault) => {
    const { socket } = reader(server, { conversationId: "c1" });
    await settled();
    const refused = expect(socket.deliver({ id: "m1", content: "Hello" })).rejects.toMatchObject({
      code,
      retryable: true,
    });
    fault();
    await Promise.all([refused, within(16)]);
  });

  test("before it is open nothing is sent, and the caller is told", async () => {
    server.isReachable = false;
    const { socket } = reader(server, { conversationId: "c1" });
    await expect(socket.deliver({ id: "m1", content: "Hello" })).rejects.toMatchObject({
      code: "socket.not_open",
    });
    expect(() => socket.send({ id: "m1", content: "Hello" })).not.toThrow();
  });
});

describe("hints", () => {
  test("receipts of a moment melt into one, and only move forward", async () => {
    const { socket } = reader(server, { conversationId: "c1" });
    await settled();
    socket.receipt({ delivered: 3 });
    socket.receipt({ delivered: 4, read: 2 });
    socket.receipt({ delivered: 1, read: 5 });
    await within(0.3);
    expect(sent("receipt")).toEqual([{ type: "receipt", delivered: 5, read: 5 }]);
  });

  test("receipts wait for the connection", async () => {
    const { socket } = reader(server, { conversationId: "c1" });
    await settled();
    server.line.drop(1006);
    socket.receipt({ read: 7 });
    await within(2);
    expect(sent("receipt")).toEqual([{ type: "receipt", delivered: 7, read: 7 }]);
  });

  test("typing is never kept for later", async () => {
    const { socket } = reader(server, { conversationId: "c1" });
    socket.typing("started");
    await within(1);
    expect(sent("typing")).toEqual([]);
    socket.typing("started");
    expect(sent("typing")).toEqual([{ type: "typing", state: "started", role: "customer" }]);
  });
});

describe("an agent's socket", () => {
  test("follows again what it followed, each from where its reader stands", async () => {
    const { socket, places, positions } = reader(server);
    places.set("c1", { position: 0, epoch: "e1" });
    socket.subscribe("c1");
    socket.subscribe("c2");
    socket.unsubscribe("c2");
    await settled();
    server.publish("c1", assigned);
    server.line.drop(1012);
    server.publish("c1", assigned);
    server.publish("c2", assigned);
    await within(1);
    expect(positions()).toEqual([1, 2]);
    expect(sent("subscribe")).toEqual([
      { type: "subscribe", conversationId: "c1", position: 0, epoch: "e1" },
      { type: "subscribe", conversationId: "c1", position: 1, epoch: "e1" },
    ]);
  });

  test("the tenant's feed has an order of its own, and its gaps are filled", async () => {
    const { socket, places, events } = reader(server);
    places.set(null, { position: 0, epoch: "e1" });
    socket.subscribe(null);
    await settled();
    server.publish(null, { ...assigned, conversationId: "c1" });
    server.publish(null, { ...assigned, conversationId: "c2" }, { isLost: true });
    server.publish(null, { ...assigned, conversationId: "c3" });
    await settled();
    expect(events.map((event) => event.conversationId)).toEqual(["c1", "c2", "c3"]);
    expect(sent("subscribe").at(-1)).toEqual({ type: "subscribe", position: 1, epoch: "e1" });
  });

  test("one without a state follows from now on", async () => {
    server.publish("c1", assigned);
    const { socket, positions } = reader(server);
    socket.subscribe("c1");
    await settled();
    server.publish("c1", assigned);
    expect(positions()).toEqual([2]);
  });

  test("a refused subscription is tried again only if that can help", async () => {
    const { socket } = reader(server);
    await settled();
    socket.subscribe("c1");
    server.line.push({
      type: "error",
      code: "server.busy",
      message: "",
      retryable: true,
      conversationId: "c1",
    });
    socket.subscribe("c2");
    server.line.push({ type: "error", code: "conversation.not_found", message: "", conversationId: "c2" });
    server.isSilent = true;
    await within(1.5);
    const asked = sent("subscribe").map((frame) => "conversationId" in frame && frame.conversationId);
    expect(asked).toEqual(["c1", "c2", "c1"]);
  });

  test("the status declared while away is sent on opening", async () => {
    const { socket } = reader(server);
    socket.presence("busy");
    await settled();
    socket.presence("available");
    expect(sent("presence").map((frame) => "status" in frame && frame.status)).toEqual(["busy", "available"]);
  });
});

describe("where WebSockets are blocked", () => {
  const receipts: unknown[] = [];
  const fallback: Fallback = {
    events: ({ position }) => {
      if (!server.isReachable) return Promise.reject(new Error("unreachable"));
      const events = server.log("c1").slice(position);
      return Promise.resolve({
        events,
        position: server.log("c1").length,
        epoch: "e1",
        resync: null,
      } as unknown as EventPage);
    },
    send: (message) => {
      const position = server.accept("c1", { type: "message", ...message });
      return Promise.resolve({ id: message.id, position, createdAt: "2026-10-01T09:00:00Z" });
    },
    receipt: (receipt) => Promise.resolve(receipts.push(receipt)),
  };

  test("after two tries it asks by HTTP, from the same place, and sends by HTTP", async () => {
    server.isUpgradeBlocked = true;
    server.publish("c1", assigned);
    const { socket, places, states, positions } = reader(server, { conversationId: "c1", fallback });
    places.set("c1", { position: 0, epoch: "e1" });
    await within(5);
    expect([states.at(-1), positions()]).toEqual(["open", [1]]);
    await socket.deliver({ id: "m1", content: "Hello" });
    socket.receipt({ read: 2 });
    await within(1);
    expect(positions()).toEqual([1, 2]);
    expect(receipts).toEqual([{ delivered: 2, read: 2 }]);
  });

  test.each([
    ["throws", () => vi.stubGlobal("WebSocket", forbidden)],
    ["reports an error and nothing more", () => (server.isForbidden = true)],
  ])("the same where a policy forbids the attempt, and the browser %s", async (_, forbid) => {
    forbid();
    const { places, states } = reader(server, { conversationId: "c1", fallback });
    places.set("c1", { position: 0, epoch: "e1" });
    await within(5);
    expect(states).toEqual(["reconnecting", "open"]);
  });

  test("when they come through again it returns to the socket, and nothing comes twice", async () => {
    server.isUpgradeBlocked = true;
    const { places, positions } = reader(server, { conversationId: "c1", fallback });
    places.set("c1", { position: 0, epoch: "e1" });
    await within(5);
    server.publish("c1", assigned);
    await within(3);
    server.isUpgradeBlocked = false;
    await within(20);
    server.publish("c1", assigned);
    expect(positions()).toEqual([1, 2]);
    const asked = vi.spyOn(fallback, "events");
    await within(20);
    expect(asked).not.toHaveBeenCalled();
  });

  test("a server that is wholly away shows as such", async () => {
    server.isUpgradeBlocked = true;
    const { places, states } = reader(server, { conversationId: "c1", fallback });
    places.set("c1", { position: 0, epoch: "e1" });
    await within(5);
    server.isReachable = false;
    await within(10);
    expect(states.slice(-2)).toEqual(["open", "reconnecting"]);
  });

  test("a resync by HTTP is a resync", async () => {
    server.isUpgradeBlocked = true;
    const place = { position: 9, epoch: "old" };
    const seen: number[] = [];
    const page = { events: [], position: 4, epoch: "e1", resync: "epoch" } as const;
    const events = vi.fn(() => Promise.resolve(page as unknown as EventPage));
    const onResync = vi.fn(() => Promise.resolve(void Object.assign(place, { position: 4, epoch: "e1" })));
    const onEvent = (event: Event) => void seen.push(event.position);
    reader(server, {
      conversationId: "c1",
      fallback: { ...fallback, events },
      positionOf: () => place,
      onResync,
      onEvent,
    });
    await within(5);
    expect(onResync).toHaveBeenCalledWith("c1", expect.objectContaining({ reason: "epoch", position: 4 }));
  });
});

function forbidden(): never {
  throw new DOMException("blocked", "SecurityError");
}
