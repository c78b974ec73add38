/** A page with the loader on it, and the app in its frame played by the test. */
import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import { createLoader, type ChorusApi, type Loader, type LoaderOptions } from "../src/loader/loader.ts";
import { wrap, type ToPage } from "../src/protocol.ts";

export const origin = "https://chat.test";
export const options = { origin, inbox: "in box", color: "#2f6f4f" };
let loader: Loader;

export function load(of: LoaderOptions = options): ChorusApi {
  loader = createLoader(of);
  return loader.api;
}

/** The snippet runs once more. */
export const again = () => loader.again();
export const hosts = () => document.querySelectorAll("chorus-chat").length;
export const host = () => document.querySelector<HTMLElement>("chorus-chat")!;
export const shadow = () => host().shadowRoot!;
export const button = () => shadow().querySelector("button")!;
export const frame = () => shadow().querySelector("iframe");
export const box = () => shadow().querySelector<HTMLElement>("div")!;

export function hear(message: ToPage, from: Partial<MessageEventInit> = {}): void {
  const source = frame()?.contentWindow ?? null;
  window.dispatchEvent(new MessageEvent("message", { data: wrap(message), source, origin, ...from }));
}

export type Posted = () => [Record<string, unknown>, string][];

/** What is said to the app from now on. */
export function posted(): Posted {
  const post = vi.spyOn(inside, "postMessage").mockImplementation(() => undefined);
  spies.push(post);
  return () => post.mock.calls as unknown as [Record<string, unknown>, string][];
}

export const types = (messages: Posted) => messages().map(([message]) => message.type);

/** jsdom gives a frame in a shadow tree no window; it borrows one of a frame that has one. */
let inside: Window;
/** Undone after each test. */
export const spies: { mockRestore: () => void }[] = [];

export function onEachPage(): void {
  beforeAll(() => {
    const element = document.createElement("iframe");
    document.documentElement.append(element);
    inside = element.contentWindow!;
    vi.spyOn(HTMLIFrameElement.prototype, "contentWindow", "get").mockReturnValue(inside);
  });

  beforeEach(() => {
    sessionStorage.clear();
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
  });

  afterEach(() => {
    loader.api.shutdown();
    if (hosts()) hear({ type: "gone" });
    for (const spy of spies.splice(0)) spy.mockRestore();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
}
