/** A page that refuses the chat, takes it away, covers itself with it, and lets one customer follow another. */
import { beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import type { ChorusApi } from "../src/loader/loader.ts";
import {
  again,
  box,
  button,
  frame,
  hear,
  host,
  hosts,
  load,
  onEachPage,
  options,
  posted,
  shadow,
  spies,
  types,
} from "./page.ts";

let chorus: ChorusApi;
onEachPage();

describe("where there is no chat", () => {
  let error: MockInstance<typeof console.error>;
  const words = () => shadow().querySelector("p")!.textContent;
  const isSaid = () => expect([frame(), box().hidden, words()]).toEqual([null, false, SAID]);
  const SAID = "El chat no está disponible en este momento.";

  beforeEach(() => {
    vi.useFakeTimers();
    error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    spies.push(error);
    chorus = load({ ...options, language: "es-MX" });
    button().click();
  });

  test("the server's refusal is said at once, in our own words, and to the developer which page is meant", () => {
    hear({ type: "refused", page: "https://builder.test" });
    isSaid();
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("https://builder.test"));
  });

  test("a page of the browser's own in the frame is noticed soon", async () => {
    frame()!.dispatchEvent(new Event("load"));
    await vi.advanceTimersByTimeAsync(2_000);
    isSaid();
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("allowed origins"));
  });

  test("a page whose policy forbids the frame is told at once, and not for another's frame", () => {
    const violate = (blockedURI: string) =>
      document.dispatchEvent(
        Object.assign(new Event("securitypolicyviolation"), { effectiveDirective: "frame-src", blockedURI }),
      );
    violate("https://video.test/");
    expect(frame()).not.toBeNull();
    violate("https://chat.test/widget/app.html");
    isSaid();
    expect(error).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("frame-src https://chat.test"));
  });

  test("a page without an origin, in a sandbox or from a file, is told before anything is fetched", () => {
    hear({ type: "refused", page: "" });
    button().click();
    vi.stubGlobal("origin", "null");
    button().click();
    isSaid();
    expect(error).toHaveBeenLastCalledWith(expect.stringContaining("Is null among"));
  });

  test("a frame that never loads is given up", async () => {
    await vi.advanceTimersByTimeAsync(20_000);
    isSaid();
  });

  test("an app that speaks is not", async () => {
    hear({ type: "ready" });
    frame()!.dispatchEvent(new Event("load"));
    await vi.advanceTimersByTimeAsync(30_000);
    expect([frame() === null, words()]).toEqual([false, ""]);
    expect(error).not.toHaveBeenCalled();
  });

  test("opening once more tries once more", () => {
    hear({ type: "refused", page: "" });
    button().click();
    button().click();
    expect([frame() === null, words()]).toEqual([false, ""]);
  });
});

describe("on a page with a zoom of its own", () => {
  const zoomed = (zoom: string) =>
    vi.spyOn(window, "getComputedStyle").mockReturnValue({ direction: "ltr", zoom } as CSSStyleDeclaration);
  const own = () => host().style.getPropertyValue("--zoom");

  test("the chat has its own size, also after the page has changed it", () => {
    let style = zoomed("1.25");
    chorus = load();
    expect(own()).toBe("0.8");
    style.mockRestore();
    style = zoomed("0.5");
    spies.push(style);
    button().click();
    expect(own()).toBe("2");
  });

  test.each(["normal", "", "1"])("%j is none", (zoom) => {
    spies.push(zoomed(zoom));
    chorus = load();
    expect(own()).toBe("1");
  });
});

describe("on a page that takes it away", () => {
  const flushed = () => new Promise((resolve) => setTimeout(resolve));

  test("it is beside the body, and outlives another body with the snippet in it", async () => {
    chorus = load();
    button().click();
    const open = frame();
    document.body = document.createElement("body");
    again();
    await flushed();
    expect([hosts(), frame() === open, box().hidden]).toEqual([1, true, false]);
    expect(host().parentNode).toBe(document.documentElement);
  });

  test("it comes back, open as it was, and greets the app anew", async () => {
    chorus = load();
    button().click();
    hear({ type: "ready" });
    host().remove();
    await flushed();
    expect([hosts(), box().hidden]).toEqual([1, false]);
    const messages = posted();
    hear({ type: "ready" });
    expect(messages()[0]![0]).toMatchObject({ type: "hello", isOpen: true });
  });

  test("again and again, it rests", async () => {
    chorus = load();
    vi.useFakeTimers();
    for (let times = 0; times < 30; times++) {
      document.querySelector("chorus-chat")?.remove();
      await Promise.resolve();
    }
    expect(hosts()).toBe(0);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(hosts()).toBe(1);
  });
});

describe("on a phone", () => {
  const moved = () =>
    new Promise((resolve) => addEventListener("popstate", () => setTimeout(resolve), { once: true }));

  beforeEach(() => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    history.replaceState({ idx: 3 }, "");
  });

  test("Back closes the chat, and the page's own state is there again", async () => {
    chorus = load();
    const { href } = location;
    button().click();
    expect(history.state).toMatchObject({ idx: 3 });
    history.back();
    await moved();
    expect([box().hidden, history.state, location.href]).toEqual([true, { idx: 3 }, href]);
  });

  test("closed in the chat, it leaves no step behind", async () => {
    chorus = load();
    button().click();
    hear({ type: "close" });
    await moved();
    expect(history.state).toEqual({ idx: 3 });
  });

  test("closed by a page that goes elsewhere, it does not undo that", () => {
    chorus = load();
    button().click();
    chorus.close();
    history.pushState({ idx: 4 }, "");
    expect(history.state).toEqual({ idx: 4 });
  });

  test("a step that the page made above it is the page's", async () => {
    chorus = load();
    button().click();
    history.pushState({ idx: 4 }, "");
    hear({ type: "close" });
    await Promise.resolve();
    expect([box().hidden, history.state]).toEqual([true, { idx: 4 }]);
  });

  test("a router's state that is no plain object is not copied", () => {
    history.replaceState(["a"], "");
    chorus = load();
    button().click();
    expect([box().hidden, history.state]).toEqual([false, ["a"]]);
  });
});

describe("shutdown", () => {
  test("lets the app forget the customer, then takes everything away", () => {
    chorus = load();
    button().click();
    hear({ type: "keep", text: "[]" });
    hear({ type: "look", color: "#123456", ink: "#ffffff", title: "Acme" });
    const messages = posted();
    hear({ type: "ready" });
    chorus.shutdown();
    hear({ type: "keep", text: "[1]" });
    expect(types(messages)).toEqual(["hello", "closed", "shutdown"]);
    hear({ type: "gone" });
    expect([hosts(), sessionStorage.length]).toEqual([0, 0]);
  });

  test("works also when the chat was never opened on this page, and when the app does not answer", async () => {
    vi.useFakeTimers();
    chorus = load();
    chorus.shutdown();
    const messages = posted();
    hear({ type: "ready" });
    expect(types(messages)).toEqual(["hello", "shutdown"]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(hosts()).toBe(0);
  });

  test("and then another customer: the chat is back once the first is forgotten, for them alone", () => {
    chorus = load();
    chorus.identify("of A");
    button().click();
    hear({ type: "ready" });
    chorus.shutdown();
    chorus.identify("of B");
    chorus.open();
    expect(shadow().querySelector("iframe")).not.toBeNull();
    hear({ type: "gone" });
    expect([hosts(), box().hidden]).toEqual([1, false]);
    const messages = posted();
    hear({ type: "ready" });
    expect(messages().map(([message]) => [message.type, message.identityToken])).toEqual([["hello", "of B"]]);
  });

  test("that the app had no time for is made up for by the next hello, once", async () => {
    vi.useFakeTimers();
    chorus = load();
    chorus.shutdown();
    await vi.advanceTimersByTimeAsync(2000);
    again();
    expect(box().hidden).toBe(true);
    button().click();
    const messages = posted();
    hear({ type: "ready" });
    hear({ type: "ready" });
    expect(messages().map(([message]) => message.forgets)).toEqual([true, undefined]);
  });
});
