/** The socket against a server that obeys the protocol, with the faults that networks have. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Event, ResyncFrame } from "../src/index.ts";
import { fakeServer, type FakeServer } from "./fake-server.ts";
import { reader } from "./reader.ts";

let server: FakeServer;
const settled = () => vi.advanceTimersByTimeAsync(1);
const within = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
const rated = { type: "conversation.rated", score: 5 } as const;

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

describe("opening", () => {
  test("token and nonce go as sub-protocols, and auth says where to resume", async () => {
    server.publish("c1", rated);
    const { socket, places } = reader(server, { conversationId: "c1" });
    places.set("c1", { position: 1, epoch: "e1" });
    await settled();
    expect(server.line.protocols).toEqual(["chorus.v1", "bearer.t", "nonce.n1"]);
    expect(server.line.url).not.toContain("t=");
    expect(server.received[0]).toEqual({ type: "auth", position: 1, epoch: "e1" });
    expect(socket.state()).toBe("open");
  });

  test("missed events come before it is open, then live ones", async () => {
    server.publish("c1", rated);
    const { states, positions, places } = reader(server, { conversationId: "c1" });
    places.set("c1", { position: 0, epoch: "e1" });
    await settled();
    server.publish("c1", rated);
    expect(positions()).toEqual([1, 2]);
    expect(states).toEqual(["open"]);
  });

  test("every connection has a nonce of its own", async () => {
    reader(server, { conversationId: "c1" });
    await settled();
    server.line.drop(1006);
    await within(1);
    expect(server.lines.map((line) => line.protocols[2])).toEqual(["nonce.n1", "nonce.n2"]);
  });

  test("a server that never answers is given up after 8 s", async () => {
    server.isSilent = true;
    const { states } = reader(server, { conversationId: "c1" });
    await within(8.1);
    expect(server.lines[0]?.closedWith).toEqual([4901]);
    expect(states).toEqual(["reconnecting"]);
  });

  test("a refused log-in is final, a failing server is not", async () => {
    const refused = Object.assign(new Error("no"), { status: 401, code: "auth.required", retryable: false });
    const final = reader(server, { conversationId: "c1", openSocket: () => Promise.reject(refused) });
    const busy = Object.assign(new Error("no"), { status: 503, retryable: true, retryAfterSeconds: 5 });
    let tries = 0;
    const later = reader(server, { conversationId: "c1", openSocket: () => (tries++, Promise.reject(busy)) });
    await within(5.4);
    expect(final.states).toEqual(["closed 4401"]);
    expect([later.states, tries]).toEqual([["reconnecting"], 1]);
    await within(0.2);
    expect(tries).toBe(2);
  });
});

describe("coming back", () => {
  test.each([1001, 1006, 1011, 1012, 1013, 4008, 4402, 4406, 4429])("after %i it returns", async (code) => {
    const { states } = reader(server, { conversationId: "c1" });
    await settled();
    server.line.drop(code);
    await within(1);
    expect(states).toEqual(["open", "reconnecting", "open"]);
  });

  test.each([1000, 1008, 1009, 4401, 4403, 4404, 4407])("after %i it is over", async (code) => {
    const { states } = reader(server, { conversationId: "c1" });
    await settled();
    server.line.drop(code);
    await within(60);
    expect(states).toEqual(["open", `closed ${code}`]);
    expect(server.lines).toHaveLength(1);
  });

  test("nothing is lost, doubled or out of order over a break", async () => {
    const { positions, places } = reader(server, { conversationId: "c1" });
    places.set("c1", { position: 0, epoch: "e1" });
    await settled();
    server.publish("c1", rated);
    server.line.drop(1006);
    server.publish("c1", rated);
    server.publish("c1", rated);
    await within(1);
    server.publish("c1", rated);
    expect(positions()).toEqual([1, 2, 3, 4]);
  });

  test("a drain is followed by a move at the time it names", async () => {
    const { states } = reader(server, { conversationId: "c1" });
    await settled();
    server.line.push({ type: "drain", reconnectInMs: 3000 });
    await within(2.9);
    expect(server.lines).toHaveLength(1);
    await within(0.2);
    expect(server.lines).toHaveLength(2);
    expect(states.at(-1)).toBe("open");
  });

  test("a server that leaves before that time is not asked again until it has come", async () => {
    reader(server, { conversationId: "c1" });
    await settled();
    server.line.push({ type: "drain", reconnectInMs: 3000 });
    server.line.drop(1012);
    await within(2.5);
    expect(server.lines).toHaveLength(1);
    await within(1);
    expect(server.lines).toHaveLength(2);
  });

  test("closed by its owner it stays closed", async () => {
    const { socket, states } = reader(server, { conversationId: "c1" });
    await settled();
    socket.close();
    await within(60);
    expect(server.lines).toHaveLength(1);
    expect(server.line.closedWith).toEqual([1000]);
    expect(states).toEqual(["open"]);
  });
});

describe("heartbeat", () => {
  test("a quiet line is asked, and lives on when it answers", async () => {
    reader(server, { conversationId: "c1" });
    await within(60);
    expect(server.received.filter((frame) => frame.type === "ping")).toHaveLength(2);
    expect(server.lines).toHaveLength(1);
  });

  test("without an answer within 10 s it is replaced", async () => {
    const { positions, places } = reader(server, { conversationId: "c1" });
    places.set("c1", { position: 0, epoch: "e1" });
    await settled();
    server.isSilent = true;
    server.publish("c1", rated);
    await within(35);
    server.isSilent = false;
    await within(1);
    expect(server.lines[0]?.closedWith).toEqual([4900]);
    expect(positions()).toEqual([1]);
  });
});

describe("gaps", () => {
  test("a lost event is asked for before anything after it is handed on", async () => {
    const { positions, places } = reader(server, { conversationId: "c1" });
    places.set("c1", { position: 0, epoch: "e1" });
    await settled();
    server.publish("c1", rated);
    server.publish("c1", rated, { isLost: true });
    server.publish("c1", rated);
    server.publish("c1", rated);
    expect(positions()).toEqual([1]);
    await settled();
    expect(positions()).toEqual([1, 2, 3, 4]);
    expect(server.received.at(-1)).toEqual({ type: "subscribe", position: 1, epoch: "e1" });
    expect(server.lines).toHaveLength(1);
  });

  test("a duplicate is dropped", async () => {
    const { positions } = reader(server, { conversationId: "c1" });
    await settled();
    const event = server.publish("c1", rated);
    server.line.push(event);
    expect(positions()).toEqual([1]);
  });

  test("a reader that sees a gap in its own state gets a replay from there", async () => {
    const place = { position: 0, epoch: "e1" };
    const seen: number[] = [];
    const onEvent = ({ position }: Event) => {
      if (position !== place.position + 1) return "gap";
      seen.push((place.position = position));
      return "applied";
    };
    reader(server, { conversationId: "c1", onEvent, positionOf: () => place });
    await settled();
    server.publish("c1", rated);
    server.publish("c1", rated);
    place.position = 1; // an old fetch came in late
    server.publish("c1", rated);
    await settled();
    expect(seen).toEqual([1, 2, 2, 3]);
  });

  test("a gap that no replay fills ends in a new connection, not in a circle", async () => {
    const { places } = reader(server, { conversationId: "c1" });
    places.set("c1", { position: 0, epoch: "e1" });
    await settled();
    const first = server.line;
    vi.spyOn(server, "log").mockReturnValue([]);
    for (let index = 0; index < 5; index++) {
      first.push({ ...rated, conversationId: "c1", position: 9 } as never);
      first.push({ type: "subscribed", epoch: "e1", position: 0, conversationId: "c1" });
    }
    expect(first.closedWith).toEqual([4902]);
    expect(server.received.filter((frame) => frame.type === "subscribe").length).toBeLessThanOrEqual(3);
  });

  test("what is no frame, or of a kind not known, is passed over", async () => {
    const { positions, frames } = reader(server, { conversationId: "c1" });
    await settled();
    for (const text of ["", "null", "[]", '{"type":7}', "{", '{"type":"later.event"}'])
      server.line.pushText(text);
    server.line.pushText('{"type":"somethingNew"}');
    server.publish("c1", rated);
    expect(positions()).toEqual([1]);
    expect(frames.map((frame) => frame.type)).toEqual(["welcome", "later.event", "somethingNew"]);
  });
});

describe("resync", () => {
  test("events wait until the state is fetched afresh, and only those after it are handed on", async () => {
    const place = { position: 3, epoch: "old" };
    let fetched: () => void = () => undefined;
    const asked: ResyncFrame[] = [];
    const onResync = (_: string | null, frame: ResyncFrame) => (
      asked.push(frame),
      new Promise<void>((resolve) => (fetched = resolve))
    );
    const seen: number[] = [];
    const onEvent = ({ position }: Event) => void seen.push((place.position = position));
    for (let index = 0; index < 5; index++) server.publish("c1", rated);
    reader(server, { conversationId: "c1", positionOf: () => place, onResync, onEvent });
    await settled();
    server.publish("c1", rated);
    server.publish("c1", rated);
    expect(asked).toEqual([
      { type: "resync", reason: "epoch", epoch: "e1", position: 5, conversationId: "c1" },
    ]);
    expect(seen).toEqual([]);
    Object.assign(place, { position: 6, epoch: "e1" });
    fetched();
    await settled();
    server.publish("c1", rated);
    expect(seen).toEqual([7, 8]);
  });

  test("a fetch that fails leads to a new connection", async () => {
    const onResync = () => Promise.reject(new Error("offline"));
    reader(server, { conversationId: "c1", positionOf: () => ({ position: 9, epoch: "e1" }), onResync });
    await within(1);
    expect(server.lines[0]?.closedWith).toEqual([4902]);
    expect(server.lines.length).toBeGreaterThan(1);
  });

  test("a reader without onResync goes on from the place named", async () => {
    for (let index = 0; index < 60; index++) server.publish("c1", rated);
    const { positions, places, frames } = reader(server, { conversationId: "c1" });
    places.set("c1", { position: 2, epoch: "e1" });
    await settled();
    server.publish("c1", rated);
    expect(frames[0]).toMatchObject({ type: "resync", reason: "too_far", position: 60 });
    expect(positions()).toEqual([61]);
  });
});
