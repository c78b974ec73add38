/** Tabs that share a socket: the leader closes, crashes, freezes; the server goes and comes. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { EventPage, Fallback } from "../src/index.ts";
import { FakeBrowser } from "./fake-browser.ts";
import { fakeServer, type FakeServer } from "./fake-server.ts";
import { tabsOf, type OpenTab } from "./tabs.ts";

let server: FakeServer;
let browser: FakeBrowser;
let tabs: ReturnType<typeof tabsOf>;
const within = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
const settled = () => within(0.05);
const two = (conversationId?: string) => tabs.two(settled, conversationId);
const open = (...of: Parameters<(typeof tabs)["open"]>) => tabs.open(...of);
const rated = { type: "conversation.rated", score: 5 } as const;

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

describe("the leader goes", () => {
  test.each([
    ["closes", (leader: OpenTab) => leader.socket.close()],
    ["crashes", (leader: OpenTab) => tabs.crash(leader)],
  ])("when it %s another takes over, and nothing is lost, doubled or out of order", async (_, leave) => {
    const { leader, follower } = await two("c1");
    const third = open("c1");
    third.places.set("c1", { position: 0, epoch: "e1" });
    await settled();
    server.publish("c1", rated);
    await settled();
    leave(leader);
    server.publish("c1", rated);
    await within(10);
    server.publish("c1", rated);
    await settled();
    expect(server.open()).toHaveLength(1);
    expect([follower.positions(), third.positions()]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect([follower, third].map((one) => one.socket.state())).toEqual(["open", "open"]);
  });

  test("what was on its way through it is sent again with its id, and is there once", async () => {
    const { leader, follower } = await two("c1");
    server.loseNextAnswer = true;
    const refused = expect(follower.socket.deliver({ id: "m1", content: "Hello" })).rejects;
    await Promise.all([refused.toMatchObject({ code: "socket.interrupted", retryable: true }), settled()]);
    leader.socket.close();
    await within(5);
    const again = follower.socket.deliver({ id: "m1", content: "Hello" });
    await settled();
    expect(await again).toMatchObject({ id: "m1", position: 1 });
    expect([server.log("c1").length, follower.positions()]).toEqual([1, [1]]);
  });

  test("one that is frozen is replaced in seconds; thawed it follows, and brings nothing twice", async () => {
    const { leader, follower } = await two("c1");
    leader.tab.freeze();
    server.publish("c1", rated);
    await within(10);
    expect([follower.positions(), follower.socket.state()]).toEqual([[1], "open"]);
    server.publish("c1", rated);
    leader.tab.thaw();
    await within(10);
    server.publish("c1", rated);
    await settled();
    expect(server.open()).toHaveLength(1);
    expect([leader.positions(), follower.positions()]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test("of two that miss it one takes its place", async () => {
    const { leader, follower } = await two("c1");
    const third = open("c1");
    await settled();
    vi.mocked(Math.random).mockReturnValueOnce(0.2);
    leader.tab.freeze();
    await within(20);
    server.publish("c1", rated);
    await settled();
    expect([follower.positions(), third.positions()]).toEqual([[1], [1]]);
    leader.tab.thaw();
    await within(10);
    expect(server.open()).toHaveLength(1);
    expect(browser.holders()).toHaveLength(1);
  });

  test("a follower that slept through a change joins the new one", async () => {
    const { leader, follower } = await two("c1");
    const third = open("c1");
    third.places.set("c1", { position: 0, epoch: "e1" });
    await settled();
    third.tab.freeze();
    leader.socket.close();
    await within(1);
    server.publish("c1", rated);
    third.tab.thaw();
    await within(10);
    server.publish("c1", rated);
    await settled();
    expect([follower.positions(), third.positions()]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(server.open()).toHaveLength(1);
  });
});

describe("the server goes", () => {
  test("all come back over one connection, each from where it stands", async () => {
    const { leader, follower } = await two("c1");
    server.isReachable = false;
    server.line.drop(1006);
    await within(12);
    expect([leader.socket.state(), follower.socket.state()]).toEqual(["reconnecting", "reconnecting"]);
    server.publish("c1", rated);
    server.isReachable = true;
    await within(6);
    expect(server.open()).toHaveLength(1);
    expect([leader.positions(), follower.positions()]).toEqual([[1], [1]]);
    expect([leader.socket.state(), follower.socket.state()]).toEqual(["open", "open"]);
  });

  test("who asks in any tab waits no longer", async () => {
    const { follower } = await two("c1");
    server.isReachable = false;
    server.line.drop(1006);
    await within(32);
    server.isReachable = true;
    follower.socket.reconnectNow();
    await settled();
    expect(follower.socket.state()).toBe("open");
  });

  test("a leader whose timers sleep, as those of hidden pages do, is reminded by the others", async () => {
    const { leader, follower } = await two("c1");
    server.isReachable = false;
    server.line.drop(1006);
    await within(36);
    server.isReachable = true;
    vi.setSystemTime(Date.now() + 60_000);
    await within(5.1);
    expect([leader.socket.state(), follower.socket.state()]).toEqual(["open", "open"]);
  });

  test("a log-in that is revoked ends for all tabs", async () => {
    const { leader, follower } = await two();
    server.line.drop(4407);
    await within(30);
    expect([leader.states.at(-1), follower.states.at(-1)]).toEqual(["closed 4407", "closed 4407"]);
    expect(server.lines).toHaveLength(1);
  });

  test("a refused log-in is told to those who wait", async () => {
    const refused = Object.assign(new Error("no"), { status: 401, code: "auth.required", retryable: false });
    const openSocket = () => Promise.reject(refused);
    const tabs = [open("c1", { openSocket }), open("c1", { openSocket })];
    await within(30);
    expect(tabs.map((one) => one.states.at(-1))).toEqual(["closed 4401", "closed 4401"]);
  });

  test("where WebSockets are blocked each tab asks by HTTP, and both return to one socket", async () => {
    server.isUpgradeBlocked = true;
    const events: Fallback["events"] = (_key, place) =>
      Promise.resolve({
        events: server.log("c1").slice(place?.position),
        position: server.log("c1").length,
        epoch: "e1",
        resync: null,
      } as unknown as EventPage);
    const fallback: Fallback = {
      events,
      send: () => Promise.reject(new Error()),
      receipt: () => Promise.resolve(),
    };
    const tabs = [open("c1", { fallback }), open("c1", { fallback })];
    for (const { places } of tabs) places.set("c1", { position: 0, epoch: "e1" });
    server.publish("c1", rated);
    await within(10);
    expect(tabs.map((one) => [one.positions(), one.socket.state()])).toEqual([
      [[1], "open"],
      [[1], "open"],
    ]);
    server.isUpgradeBlocked = false;
    await within(70);
    server.publish("c1", rated);
    await settled();
    expect(server.open()).toHaveLength(1);
    expect(tabs.map((one) => one.positions())).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});
