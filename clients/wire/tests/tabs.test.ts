/** Tabs of one person share one socket. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeBrowser } from "./fake-browser.ts";
import { fakeServer, type FakeServer } from "./fake-server.ts";
import { tabsOf } from "./tabs.ts";

let server: FakeServer;
let browser: FakeBrowser;
let tabs: ReturnType<typeof tabsOf>;
const within = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
const settled = () => within(0.05);
const two = (conversationId?: string) => tabs.two(settled, conversationId);
const open = (...of: Parameters<(typeof tabs)["open"]>) => tabs.open(...of);
const rated = { type: "conversation.rated", score: 5 } as const;
const sent = (type: string) => server.received.filter((frame) => frame.type === type);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  server = fakeServer(vi.stubGlobal);
  browser = new FakeBrowser();
  browser.install();
  tabs = tabsOf(browser, server);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("one socket", () => {
  test.each(["c1", undefined])(
    "two tabs of one person have one connection and the same events (%s)",
    async (id) => {
      const { leader, follower } = await two(id);
      server.publish("c1", rated);
      server.publish("c1", rated);
      await settled();
      expect(server.lines).toHaveLength(1);
      for (const tab of [leader, follower]) {
        expect([tab.states.at(-1), tab.positions()]).toEqual(["open", [1, 2]]);
      }
    },
  );

  test("people, kinds and conversations are kept apart", async () => {
    const sockets = [
      open("c1"),
      open("c1", { person: "cy" }),
      open("c2"),
      open(),
      open(undefined, { person: "cy" }),
    ];
    await settled();
    expect(server.open()).toHaveLength(5);
    server.publish("c1", rated);
    await settled();
    expect(sockets.map((one) => one.positions())).toEqual([[1], [1], [], [], []]);
    const own = open("c1", { person: undefined });
    await settled();
    expect([own.states, server.open().length]).toEqual([["open"], 6]);
  });

  test.each([
    ["has no locks", () => (browser.hasLocks = false)],
    ["forbids channels here", () => (browser.isForbidden = true)],
    [
      "forbids locks here",
      () => {
        const request = () => Promise.reject(new DOMException("no", "SecurityError"));
        vi.stubGlobal("navigator", { locks: { request } });
      },
    ],
  ])("where the browser %s each tab has its own", async (_, forbid) => {
    forbid();
    const { leader, follower } = await two("c1");
    server.publish("c1", rated);
    await settled();
    expect(server.open()).toHaveLength(2);
    expect([leader.positions(), follower.positions()]).toEqual([[1], [1]]);
  });

  test("a tab that comes later gets what it missed, and the first gets nothing twice", async () => {
    const first = open("c1");
    await settled();
    for (let count = 0; count < 3; count++) server.publish("c1", rated);
    const late = open("c1");
    late.places.set("c1", { position: 1, epoch: "e1" });
    await settled();
    server.publish("c1", rated);
    await settled();
    expect([first.positions(), late.positions()]).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4],
    ]);
    expect(late.frames.find((frame) => frame.type === "welcome")).toMatchObject({
      position: 3,
      resumed: true,
    });
  });

  test("the answer to one tab tells the others where the order stands", async () => {
    const { leader, follower } = await two();
    server.publish("c1", rated, { isLost: true });
    follower.places.delete("c1");
    const third = open();
    third.socket.subscribe("c1");
    await settled();
    expect([leader.positions(), follower.positions()]).toEqual([[1], [1]]);
    expect(third.positions()).toEqual([]);
  });

  test("what one tab asks for again is answered to it alone", async () => {
    const { leader, follower } = await two();
    follower.places.set("c1", { position: 9, epoch: "old" });
    follower.socket.subscribe("c1");
    await settled();
    const resyncs = (frames: { type: string }[]) => frames.filter((frame) => frame.type === "resync").length;
    expect([resyncs(leader.frames), resyncs(follower.frames)]).toEqual([0, 1]);
  });

  test("two questions about one order go one after the other", async () => {
    const { leader, follower } = await two();
    server.isSilent = true;
    const before = sent("subscribe").length;
    for (const { socket } of [leader, follower, leader, follower]) socket.subscribe("c1");
    await settled();
    expect(sent("subscribe")).toHaveLength(before + 1);
    server.isSilent = false;
    server.line.push({ type: "subscribed", epoch: "e1", position: 0, conversationId: "c1" });
    await settled();
    expect(sent("subscribe")).toHaveLength(before + 3);
  });

  test("what one tab no longer follows, another may still; the last one ends it", async () => {
    const { leader, follower } = await two();
    leader.socket.unsubscribe("c1");
    await settled();
    server.publish("c1", rated);
    await settled();
    expect([leader.positions(), follower.positions(), sent("unsubscribe")]).toEqual([[], [1], []]);
    follower.socket.close();
    await settled();
    expect(sent("unsubscribe")).toEqual([{ type: "unsubscribe", conversationId: "c1" }]);
    expect(leader.socket.state()).toBe("open");
  });

  test("messages, typing, receipts and presence of any tab go over it", async () => {
    const { follower } = await two();
    const delivery = follower.socket.deliver({ id: "m1", content: "Hello", conversationId: "c1" });
    follower.socket.typing("started", "c1");
    follower.socket.presence("busy");
    follower.socket.receipt({ conversationId: "c1", read: 1 });
    await within(0.5);
    expect(await delivery).toMatchObject({ id: "m1", position: 1 });
    expect(follower.positions()).toEqual([1]);
    expect(["typing", "presence", "receipt"].map((type) => sent(type).length)).toEqual([1, 1, 1]);
  });

  test("what is fleeting reaches all tabs", async () => {
    const { leader, follower } = await two();
    server.line.push({ type: "typing", state: "started", role: "customer", conversationId: "c1" });
    await settled();
    for (const { frames } of [leader, follower]) expect(frames.at(-1)).toMatchObject({ type: "typing" });
  });
});
