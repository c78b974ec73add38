/** The console without the browser's storage: it works, and forgets when the page goes. */
import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ADA } from "../people.ts";
import { at, server } from "../server.ts";

const denied = () => {
  throw new DOMException("denied", "SecurityError");
};

beforeEach(() => {
  vi.resetModules();
  for (const name of ["getItem", "setItem", "removeItem"] as const)
    vi.spyOn(Storage.prototype, name).mockImplementation(denied);
  vi.stubGlobal("navigator", { onLine: true, locks: { request: () => Promise.reject(new Error()) } });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("a log-in, its renewal and its end work", async () => {
  const { accessToken } = await import("@/lib/api");
  const { currentSession, endSession, storeTokens } = await import("@/lib/session");
  server.use(
    http.post(at("/v1/auth/refresh"), () =>
      HttpResponse.json({ accessToken: "new", expiresIn: 900, refreshToken: "r2" }),
    ),
  );
  storeTokens({ accessToken: "old", expiresIn: 5, refreshToken: "r1", user: ADA });
  expect(await Promise.all([accessToken(), accessToken()])).toEqual(["new", "new"]);
  expect(currentSession()).toMatchObject({ refreshToken: "r2", user: ADA });
  endSession();
  expect(currentSession()).toBeNull();
});

test("the theme and small things can be set", async () => {
  const { applyTheme, setTheme } = await import("@/lib/theme");
  const { createStored } = await import("@/lib/stored");
  applyTheme();
  setTheme("dark");
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  setTheme("system");
  const small = createStored("chorus.small", 1);
  small.set(2);
  expect(small.get()).toBe(2);
});
