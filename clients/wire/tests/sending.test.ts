/** What a client says over the socket: messages, receipts, typing; an agent's many conversations. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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
