/** How long a socket waits before it tries again, and with which nonce. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createBackoff } from "../src/index.ts";
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

describe("waiting", () => {
  test("waits grow to 5 s at first and to 20 s after half a minute, with full jitter", async () => {
    server.isReachable = false;
    const waits: number[] = [];
    let last = Date.now();
    const openSocket = () => {
      waits.push(Date.now() - last);
      last = Date.now();
      return Promise.reject(new Error("unreachable"));
    };
    reader(server, { conversationId: "c1", openSocket });
    await within(120);
    expect(waits).toEqual([
      0, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000, 20000, 20000, 20000, 20000,
    ]);
    vi.mocked(Math.random).mockReturnValue(0.25);
    waits.length = 0;
    await within(30);
    expect(waits.at(-1)).toBe(5000);
  });

  test("a nonce that no server has seen is good for another try, while it is young", async () => {
    server.isReachable = false;
    const nonces: string[] = [];
    const openSocket = () => {
      const access = { url: "ws://chat.test/ws/v1/conversations/c1", nonce: `${nonces.length}`, token: "t" };
      nonces.push(access.nonce);
      return Promise.resolve(access);
    };
    reader(server, { conversationId: "c1", openSocket });
    await within(15);
    expect([server.lines.length > 4, nonces]).toEqual([true, ["0"]]);
    await within(15);
    expect(nonces).toEqual(["0", "1"]);
  });

  test("a hint from the server is a minimum, and a smaller bound holds", () => {
    const backoff = createBackoff(() => 1);
    expect([backoff.next(3000), backoff.next(0, 700), backoff.next()]).toEqual([3500, 700, 2000]);
  });

  test("after an outage of 15 s it is back within 5", async () => {
    const { socket } = reader(server, { conversationId: "c1" });
    await within(20);
    server.isReachable = false;
    server.line.drop(1006);
    await within(15);
    server.isReachable = true;
    await within(5);
    expect(socket.state()).toBe("open");
  });

  test("who asks waits no longer", async () => {
    server.isReachable = false;
    const { socket } = reader(server, { conversationId: "c1" });
    await within(60);
    server.isReachable = true;
    socket.reconnectNow();
    socket.reconnectNow();
    await within(0.01);
    expect([socket.state(), server.open().length]).toEqual(["open", 1]);
  });

  test("who asks of a line that is there has it prove that it lives", async () => {
    const { socket } = reader(server, { conversationId: "c1" });
    await within(0.01);
    server.isSilent = true;
    socket.reconnectNow();
    await within(3.1);
    expect(server.lines[0]?.closedWith).toEqual([4900]);
  });
});
