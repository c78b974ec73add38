// @vitest-environment jsdom
/** Network gone and back, sleep and wake. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeBrowser } from "./fake-browser.ts";
import { fakeServer, type FakeServer } from "./fake-server.ts";
import { reader } from "./reader.ts";

let server: FakeServer;
const within = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

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

test("without a network it waits quietly, and returns at once when there is one", async () => {
  const { socket, states } = reader(server, { conversationId: "c1" });
  await within(0.01);
  server.isReachable = false;
  window.dispatchEvent(new Event("offline"));
  await within(120);
  expect([states.at(-1), server.lines.length]).toEqual(["offline", 1]);
  server.isReachable = true;
  window.dispatchEvent(new Event("online"));
  await within(0.01);
  expect(states).toEqual(["open", "offline", "reconnecting", "open"]);
  socket.close();
});

test("woken from sleep a dead line is found within 3 s", async () => {
  const { socket } = reader(server, { conversationId: "c1" });
  await within(0.01);
  server.isSilent = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await within(2.9);
  expect(server.lines).toHaveLength(1);
  server.isSilent = false;
  await within(1);
  expect(server.lines[0]?.closedWith).toEqual([4900]);
  expect(server.lines).toHaveLength(2);
  socket.close();
});

test("woken while it waits for its next try it does not wait any longer", async () => {
  server.isReachable = false;
  const { socket, states } = reader(server, { conversationId: "c1" });
  await within(30);
  server.isReachable = true;
  document.dispatchEvent(new Event("resume"));
  await within(0.01);
  expect(states.at(-1)).toBe("open");
  socket.close();
});

test("a network that changed, or came back unnoticed, is tried at once", async () => {
  const { socket } = reader(server, { conversationId: "c1" });
  await within(0.01);
  server.isSilent = true;
  window.dispatchEvent(new Event("online"));
  await within(3.1);
  server.isReachable = false;
  await within(40);
  server.isReachable = true;
  server.isSilent = false;
  window.dispatchEvent(new Event("online"));
  await within(0.01);
  expect([server.lines[0]?.closedWith, socket.state()]).toEqual([[4900], "open"]);
  socket.close();
});

test("where the network seems away, somebody who asks is believed more than the browser", async () => {
  const { socket } = reader(server, { conversationId: "c1" });
  await within(0.01);
  window.dispatchEvent(new Event("offline"));
  socket.reconnectNow();
  await within(0.01);
  expect(socket.state()).toBe("open");
  socket.close();
});

test("a sleep that nobody told of shows by the clock", async () => {
  const { socket } = reader(server, { conversationId: "c1" });
  await within(0.01);
  server.isSilent = true;
  vi.setSystemTime(Date.now() + 3_600_000);
  await within(14);
  expect(server.lines[0]?.closedWith).toEqual([4900]);
  socket.close();
});

test("a question from before the sleep is not waited for any longer", async () => {
  const { socket } = reader(server, { conversationId: "c1" });
  await within(26);
  server.isSilent = true;
  await within(25);
  vi.setSystemTime(Date.now() + 3_600_000);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(server.lines[0]?.closedWith).toEqual([4900]);
  socket.close();
});

test("a nonce that was asked for before the sleep is asked for again", async () => {
  const openSocket = vi.fn(() => new Promise<never>(() => undefined));
  const { socket } = reader(server, { conversationId: "c1", openSocket });
  await within(1);
  document.dispatchEvent(new Event("resume"));
  expect(openSocket).toHaveBeenCalledTimes(1);
  await within(3);
  document.dispatchEvent(new Event("resume"));
  expect(openSocket).toHaveBeenCalledTimes(2);
  socket.close();
});

test("a page that is frozen holds nothing against its sisters, and comes back when it wakes", async () => {
  const browser = new FakeBrowser();
  browser.install();
  const { socket, places, positions } = reader(server, { conversationId: "c1", person: "bao" });
  places.set("c1", { position: 0, epoch: "e1" });
  await within(0.01);
  document.dispatchEvent(new Event("freeze"));
  await within(0.01);
  expect([server.open(), browser.holders()]).toEqual([[], []]);
  server.publish("c1", { type: "conversation.rated", score: 5 });
  document.dispatchEvent(new Event("resume"));
  await within(0.01);
  expect([socket.state(), positions(), browser.holders().length]).toEqual(["open", [1], 1]);
  socket.close();
});

test("once closed it hears nothing any more", async () => {
  const { socket } = reader(server, { conversationId: "c1" });
  await within(0.01);
  socket.close();
  window.dispatchEvent(new Event("offline"));
  window.dispatchEvent(new Event("online"));
  await within(30);
  expect(server.lines).toHaveLength(1);
});
