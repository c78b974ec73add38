/** Life without WebSockets: the same events by HTTP, by the same positions, and back when they come through. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ChorusApiError, type Event, type EventPage, type Fallback } from "../src/index.ts";
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

describe("a customer without WebSockets", () => {
  const receipts: unknown[] = [];
  const fallback: Fallback = {
    events: (_key, place) => {
      if (!server.isReachable) return Promise.reject(new Error("unreachable"));
      const events = server.log("c1").slice(place?.position);
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

describe("an agent without WebSockets", () => {
  const asked: string[] = [];
  const said: unknown[] = [];
  const read = (key: string | null, position: number | undefined) =>
    ({
      events: position === undefined ? [] : server.log(key).slice(position),
      position: server.log(key).length,
      epoch: "e1",
      resync: null,
    }) as unknown as EventPage;
  const fallback: Fallback = {
    events: (key, place, { waitSeconds }) => {
      asked.push(`${key ?? "feed"} ${place?.position ?? "-"} ${waitSeconds}`);
      return key === "gone"
        ? Promise.reject(new ChorusApiError({ code: "conversation.not_found", status: 404 }))
        : Promise.resolve(read(key, place?.position));
    },
    send: (message) => {
      said.push(message);
      return Promise.resolve({ id: message.id, position: 1, createdAt: "" });
    },
    receipt: (receipt) => Promise.resolve(said.push(receipt)),
  };

  beforeEach(() => {
    asked.length = said.length = 0;
    server.isUpgradeBlocked = true;
  });

  test("the feed and every conversation it follows come by HTTP, each from where its reader stands", async () => {
    const { socket, places, events } = reader(server, { fallback });
    places.set(null, { position: 0, epoch: "e1" });
    places.set("c1", { position: 1, epoch: "e1" });
    server.publish(null, { ...assigned, conversationId: "c1" });
    for (let count = 0; count < 3; count++) server.publish("c1", assigned);
    for (const key of [null, "c1", "c2"]) socket.subscribe(key);
    await within(3);
    expect(asked.slice(0, 3)).toEqual(["feed 0 0", "c1 1 0", "c2 - 0"]);
    expect(events.map((event) => ("feedPosition" in event ? "feed" : event.position))).toEqual([
      "feed",
      2,
      3,
    ]);
    server.publish("c2", assigned);
    await within(4);
    expect([events.at(-1)?.conversationId, socket.state()]).toEqual(["c2", "open"]);
  });

  test("what it no longer follows, or is not there, is not asked for; the others are", async () => {
    const { socket, states } = reader(server, { fallback });
    for (const key of [null, "gone", "c1"]) socket.subscribe(key);
    await within(4);
    socket.unsubscribe("c1");
    asked.length = 0;
    await within(4);
    expect([new Set(asked.map((one) => one.split(" ")[0])), states.at(-1)]).toEqual([
      new Set(["feed"]),
      "open",
    ]);
  });

  test("what is followed meanwhile is asked for at once", async () => {
    const { socket } = reader(server, { fallback });
    socket.subscribe(null);
    await within(5);
    asked.length = 0;
    socket.subscribe("c1");
    await settled();
    expect(asked.map((one) => one.split(" ")[0])).toEqual(["feed", "c1"]);
  });

  test("messages, notes and receipts name their conversation", async () => {
    const { socket } = reader(server, { fallback });
    socket.subscribe(null);
    await within(5);
    await socket.deliver({ id: "m1", content: "Hello", conversationId: "c1", messageType: "note" });
    socket.receipt({ conversationId: "c1", read: 2 });
    await within(1);
    expect(said).toMatchObject([
      { id: "m1", conversationId: "c1" },
      { conversationId: "c1", delivered: 2, read: 2 },
    ]);
  });

  test("alone, the feed is held open: it is asked for anew when the server answers", async () => {
    let answer: (page: EventPage) => void = () => undefined;
    const events = vi.fn<Fallback["events"]>(() => new Promise((resolve) => (answer = resolve)));
    const { socket, places, positions } = reader(server, { fallback: { ...fallback, events } });
    places.set(null, { position: 0, epoch: "e1" });
    socket.subscribe(null);
    await within(8);
    expect(events.mock.calls.map(([key, , { waitSeconds }]) => [key, waitSeconds])).toEqual([[null, 20]]);
    server.publish(null, { ...assigned, conversationId: "c1" });
    answer(read(null, 0));
    await within(0.5);
    expect([positions().length, events.mock.calls.length]).toEqual([1, 2]);
    const signal = events.mock.calls[1]?.[2].signal;
    await socket.deliver({ id: "m1", content: "Hello", conversationId: "c1" });
    expect(signal?.aborted).toBe(true);
  });

  test("who wakes does not wait for an answer that may never come", async () => {
    const events = vi.fn<Fallback["events"]>(
      (_key, _place, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
    );
    const { socket } = reader(server, { fallback: { ...fallback, events } });
    socket.subscribe(null);
    await within(8);
    expect(events.mock.calls.length).toBe(1);
    socket.reconnectNow();
    await settled();
    expect(events.mock.calls.length).toBe(2);
  });

  test("it tries a socket again now and then, and takes it when there is one", async () => {
    const { socket } = reader(server, { fallback });
    socket.subscribe(null);
    await within(120);
    const tries = server.lines.length;
    await within(240);
    expect(server.lines.length - tries).toBe(4);
    server.isUpgradeBlocked = false;
    await within(60);
    expect([server.open().length, sent("subscribe").length]).toEqual([1, 1]);
    asked.length = 0;
    await within(60);
    expect(asked).toEqual([]);
  });
});

function forbidden(): never {
  throw new DOMException("blocked", "SecurityError");
}
