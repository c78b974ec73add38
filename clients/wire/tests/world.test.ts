// @vitest-environment jsdom
/** Network gone and back, sleep and wake. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
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

test("once closed it hears nothing any more", async () => {
  const { socket } = reader(server, { conversationId: "c1" });
  await within(0.01);
  socket.close();
  window.dispatchEvent(new Event("offline"));
  window.dispatchEvent(new Event("online"));
  await within(30);
  expect(server.lines).toHaveLength(1);
});
