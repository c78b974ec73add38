/** The loader on somebody's page. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ChorusApi } from "../src/loader/loader.ts";
import {
  box,
  button,
  frame,
  hear,
  host,
  load,
  onEachPage,
  options,
  origin,
  posted,
  shadow,
  spies,
  types,
} from "./page.ts";

let chorus: ChorusApi;
onEachPage();

describe("before anybody opens it", () => {
  test("nothing is fetched, and nothing stored", () => {
    const set = vi.spyOn(Storage.prototype, "setItem");
    spies.push(set);
    chorus = load();
    expect(frame()).toBeNull();
    expect(set).not.toHaveBeenCalled();
    expect([document.cookie, localStorage.length]).toEqual(["", 0]);
    expect(button().getAttribute("aria-expanded")).toBe("false");
  });

  test("the page's own language and direction are followed", () => {
    const page = document.documentElement;
    page.lang = "fr";
    page.style.direction = "rtl";
    chorus = load();
    expect(button().getAttribute("aria-label")).toBe("Discuter");
    expect(host().dataset.side).toBe("left");
    const calls = posted();
    chorus.open();
    hear({ type: "ready" });
    expect(calls().map(([message]) => message)).toContainEqual(
      expect.objectContaining({ type: "hello", language: "fr", isRtl: true }),
    );
    page.removeAttribute("lang");
    page.removeAttribute("style");
  });

  test("the snippet's side is kept on a page from right to left", () => {
    document.documentElement.style.direction = "rtl";
    chorus = load({ ...options, side: "right" });
    expect(host().dataset.side).toBeUndefined();
    document.documentElement.removeAttribute("style");
  });

  test("the button speaks the page's language", () => {
    chorus = load({ ...options, language: "fr" });
    expect(button().getAttribute("aria-label")).toBe("Discuter");
  });
});

describe("opening", () => {
  beforeEach(() => {
    chorus = load();
    button().click();
  });

  test("loads the app, without any secret in its address", () => {
    const page = encodeURIComponent(location.origin);
    expect(frame()!.src).toBe(`https://chat.test/widget/app.html?inbox=in%20box&page=${page}`);
    expect([box().hidden, button().getAttribute("aria-expanded")]).toEqual([false, "true"]);
  });

  test("a second click closes it, and the app stays for the next time", () => {
    button().click();
    expect([box().hidden, frame() === null]).toEqual([true, false]);
  });

  test("says hello to the app at our origin only", () => {
    const messages = posted();
    chorus.identify("jwt");
    expect(messages()).toEqual([]);
    hear({ type: "ready" });
    const hello = { type: "hello", isOpen: true, takesFocus: true, identityToken: "jwt" };
    expect(messages()).toEqual([[expect.objectContaining(hello), origin]]);
  });

  test("tells the app when it is closed, opened, and who is there", () => {
    const messages = posted();
    hear({ type: "ready" });
    chorus.close();
    chorus.open();
    chorus.identify("jwt");
    expect(messages().map(([message]) => message.type)).toEqual(["hello", "closed", "opened", "identify"]);
  });

  test("the app closes it, and the button has the focus again", () => {
    hear({ type: "close" });
    expect(box().hidden).toBe(true);
    expect(shadow().activeElement).toBe(button());
  });

  test("unread messages are on the badge, and in the button's name", () => {
    hear({ type: "unread", count: 120 });
    expect(shadow().querySelector("b")!.textContent).toBe("99");
    expect(button().getAttribute("aria-label")).toBe("Chat with us (120)");
    hear({ type: "unread", count: 0 });
    expect(shadow().querySelector("b")!.textContent).toBe("");
  });

  test("takes the inbox's colours", () => {
    hear({ type: "look", color: "#123456", ink: "#ffffff", title: "Acme" });
    expect(host().style.getPropertyValue("--color")).toBe("#123456");
    expect(frame()!.title).toBe("Acme");
  });

  test.each([
    ["another window", { source: window }],
    ["another origin in our frame", { origin: "https://evil.test" }],
  ])("%s is not heard", (_, from) => {
    hear({ type: "close" }, from);
    expect(box().hidden).toBe(false);
  });
});

describe("a function that says who it is", () => {
  test("is not asked before somebody opens the chat, and then says hello", async () => {
    const ask = vi.fn(() => Promise.resolve("first"));
    chorus = load();
    chorus.identify(ask);
    expect(ask).not.toHaveBeenCalled();
    button().click();
    const messages = posted();
    hear({ type: "ready" });
    await vi.waitFor(() => expect(messages()).toHaveLength(1));
    expect(messages()[0]![0]).toMatchObject({ type: "hello", identityToken: "first", isRenewable: true });
  });

  test("is asked again when the app has to begin anew", async () => {
    const ask = vi.fn<() => string>().mockReturnValueOnce("first").mockReturnValueOnce("second");
    chorus = load();
    chorus.identify(ask);
    button().click();
    const messages = posted();
    hear({ type: "ready" });
    await vi.waitFor(() => expect(messages()).toHaveLength(1));
    hear({ type: "identity" });
    await vi.waitFor(() => expect(messages()).toHaveLength(2));
    expect(messages()[1]![0]).toMatchObject({ type: "identity", identityToken: "second" });
  });

  test("that fails leaves the chat without, and says so in the console", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    spies.push(error);
    chorus = load();
    chorus.identify(() => Promise.reject(new Error("503")));
    button().click();
    const messages = posted();
    hear({ type: "ready" });
    await vi.waitFor(() => expect(types(messages)).toEqual(["hello"]));
    expect(messages()[0]![0]).not.toHaveProperty("identityToken");
    expect(error).toHaveBeenCalledOnce();
  });

  test("that never answers does not keep the chat from beginning", async () => {
    vi.useFakeTimers();
    spies.push(vi.spyOn(console, "error").mockImplementation(() => undefined));
    chorus = load();
    chorus.identify(() => new Promise<string>(() => undefined));
    button().click();
    const messages = posted();
    hear({ type: "ready" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(types(messages)).toEqual(["hello"]);
  });

  test("given later, is told to the app with its first token; replaced, its answer is dropped", async () => {
    let late: (token: string) => void = () => undefined;
    chorus = load();
    button().click();
    const messages = posted();
    hear({ type: "ready" });
    chorus.identify(() => new Promise((resolve) => (late = resolve)));
    chorus.identify(() => "newer");
    late("older");
    await vi.waitFor(() => expect(types(messages)).toEqual(["hello", "identify"]));
    expect(messages()[1]![0]).toMatchObject({ identityToken: "newer", isRenewable: true });
  });

  test("still running at log-out, does not keep the app from forgetting", () => {
    chorus = load();
    chorus.identify(() => new Promise<string>(() => undefined));
    button().click();
    const messages = posted();
    hear({ type: "ready" });
    chorus.shutdown();
    expect(types(messages)).toEqual(["hello", "shutdown"]);
  });
});

describe("on the next page", () => {
  test("it is open again, and leaves the focus where it is", () => {
    sessionStorage.setItem("chorus.in box", "open");
    chorus = load();
    expect(box().hidden).toBe(false);
    const messages = posted();
    hear({ type: "ready" });
    expect(messages()[0]![0]).toMatchObject({ isOpen: true, takesFocus: false });
  });

  test("one that was closed is loaded quietly, so that answers are counted", async () => {
    vi.useFakeTimers();
    sessionStorage.setItem("chorus.in box", "closed");
    chorus = load();
    await vi.advanceTimersByTimeAsync(1000);
    expect([frame() === null, box().hidden]).toEqual([false, true]);
  });

  test("a browser that forbids storage still has a chat", () => {
    const denied = () => {
      throw new DOMException("denied", "SecurityError");
    };
    spies.push(vi.spyOn(Storage.prototype, "getItem").mockImplementation(denied));
    spies.push(vi.spyOn(Storage.prototype, "setItem").mockImplementation(denied));
    chorus = load();
    button().click();
    expect(box().hidden).toBe(false);
  });
});

test("asked where it is, it tells the path, and nothing of what comes after", () => {
  chorus = load();
  const messages = posted();
  chorus.open();
  hear({ type: "ready" });
  history.pushState(null, "", "/returns?token=secret#me");
  hear({ type: "page" });
  expect(messages().at(-1)![0]).toMatchObject({ type: "page", page: `${location.origin}/returns` });
  history.pushState(null, "", "/");
});

test("what the frame cannot keep the page keeps, for the next hello", () => {
  chorus = load();
  button().click();
  hear({ type: "keep", text: "[1]" });
  const messages = posted();
  hear({ type: "ready" });
  expect(messages()[0]![0]).toMatchObject({ kept: "[1]" });
  hear({ type: "keep", text: "" });
  expect(sessionStorage.getItem("chorus.in box.kept")).toBeNull();
});

test("on the next page the button has the inbox's colour at once", () => {
  sessionStorage.setItem("chorus.in box.look", "#123456 #ffffff");
  chorus = load();
  expect(host().style.getPropertyValue("--color")).toBe("#123456");
});
