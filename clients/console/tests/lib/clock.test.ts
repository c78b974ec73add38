import { afterEach, expect, test, vi } from "vitest";
import { forgetServerTime, noteServerTime, onClockSet, serverNow } from "@/lib/clock";

const NOON = Date.parse("2026-03-02T12:00:00Z");
afterEach(() => {
  vi.useRealTimers();
  forgetServerTime();
});

function answer(server: number, local: number, roundTripMs = 40): void {
  noteServerTime(new Date(server).toUTCString(), local - roundTripMs, local);
}

test("a computer that is ahead counts by the server's time", () => {
  const local = NOON + 5 * 60_000;
  vi.useFakeTimers({ now: local });
  answer(NOON, local);
  expect(Math.abs(serverNow() - NOON)).toBeLessThan(1_000);
});

test("the header's whole seconds do not make a good clock worse", () => {
  vi.useFakeTimers({ now: NOON + 900 });
  answer(NOON, NOON + 900);
  expect(serverNow()).toBe(NOON + 900);
});

test("a slow answer does not replace a quick one, a clock that was set does", () => {
  vi.useFakeTimers({ now: NOON + 60_000 });
  answer(NOON, NOON + 60_000, 20);
  const before = serverNow();
  answer(NOON + 1_000, NOON + 60_000, 3_000);
  expect(serverNow()).toBe(before);
  answer(NOON - 600_000, NOON + 60_000, 3_000);
  expect(serverNow()).toBeLessThan(NOON - 500_000);
});

test("what is shown by a wrong clock is shown anew once the right time is known", () => {
  vi.useFakeTimers({ now: NOON });
  const renew = vi.fn();
  const forget = onClockSet(renew);
  answer(NOON - 600_000, NOON);
  answer(NOON - 600_000, NOON);
  expect(renew).toHaveBeenCalledOnce();
  forget();
});

test("an answer without a date says nothing", () => {
  vi.useFakeTimers({ now: NOON });
  noteServerTime(null, NOON, NOON);
  expect(serverNow()).toBe(NOON);
});
