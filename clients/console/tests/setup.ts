import "@testing-library/jest-dom/vitest";
import "fake-indexeddb/auto";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { forgetServerTime } from "@/lib/clock";
import { forgetUploads } from "@/lib/live/uploads";
import { server, violations } from "./server.ts";

configure({ asyncUtilTimeout: 15_000 });
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(async () => {
  cleanup();
  const found = await violations();
  forgetUploads();
  forgetServerTime();
  server.resetHandlers();
  localStorage.clear();
  sessionStorage.clear();
  // Last: where it throws, nothing after it is run.
  expect(found).toEqual([]);
});
afterAll(() => server.close());

// What jsdom has no layout for.
Element.prototype.scrollIntoView = () => undefined;
window.matchMedia = (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList;
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
globalThis.IntersectionObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
} as unknown as typeof IntersectionObserver;
