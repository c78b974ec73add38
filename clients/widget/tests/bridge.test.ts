/** The frame's side of the messages: the page is heard, and nobody else. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { connectToPage, type Bridge } from "../src/app/bridge.ts";
import { wrap, type ToApp } from "../src/protocol.ts";

const heard = vi.fn<(message: ToApp) => void>();
const hello: ToApp = { type: "hello", isOpen: true, takesFocus: true };
const shop = "https://shop.test";

function framed(): { bridge: Bridge; page: Window; posted: () => unknown[][] } {
  const other = document.createElement("iframe");
  document.body.append(other);
  const page = other.contentWindow!;
  const post = vi.spyOn(page, "postMessage").mockImplementation(() => undefined);
  vi.spyOn(window, "parent", "get").mockReturnValue(page);
  return { bridge: connectToPage(heard), page, posted: () => post.mock.calls };
}

const say = (message: ToApp, source: Window, origin = shop) =>
  window.dispatchEvent(new MessageEvent("message", { data: wrap(message), source, origin }));

afterEach(() => {
  heard.mockReset();
  vi.restoreAllMocks();
});

describe("in a page", () => {
  test("it says that it is ready, and nothing else before it knows who is there", () => {
    const { bridge, posted } = framed();
    bridge.post({ type: "unread", count: 1 });
    expect(posted()).toEqual([[wrap({ type: "ready" }), "*"]]);
    expect(bridge.pageOrigin()).toBeUndefined();
  });

  test("after the hello it speaks to that origin only", () => {
    const { bridge, page, posted } = framed();
    say(hello, page);
    bridge.post({ type: "close" });
    expect(heard).toHaveBeenCalledWith(hello);
    expect(posted().at(-1)).toEqual([wrap({ type: "close" }), shop]);
    expect(bridge.pageOrigin()).toBe(shop);
  });

  test("another window, another origin, and a word before the hello are not heard", () => {
    const { page } = framed();
    say({ type: "shutdown" }, page);
    say(hello, window);
    expect(heard).not.toHaveBeenCalled();
    say(hello, page);
    say({ type: "shutdown" }, page, "https://evil.test");
    say({ type: "shutdown" }, window);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test("a page without an origin is answered all the same", () => {
    const { bridge, page, posted } = framed();
    say(hello, page, "null");
    bridge.post({ type: "close" });
    expect(posted().at(-1)).toEqual([wrap({ type: "close" }), "*"]);
  });
});

test("opened by itself it is an open chat", async () => {
  const bridge = connectToPage(heard);
  await Promise.resolve();
  expect(heard).toHaveBeenCalledWith({ type: "hello", isOpen: true, takesFocus: true });
  bridge.post({ type: "close" });
  expect(bridge.pageOrigin()).toBeUndefined();
});
