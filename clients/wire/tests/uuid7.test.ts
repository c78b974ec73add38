import { afterEach, expect, test, vi } from "vitest";
import { newId } from "../src/index.ts";

afterEach(() => vi.useRealTimers());

test("ids are UUIDs of version 7 that carry the time", () => {
  vi.useFakeTimers({ now: 0x0199a3c05b7e });
  expect(newId()).toMatch(/^0199a3c0-5b7e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids sort in the order they were made, even when the clock stands still or goes back", () => {
  vi.useFakeTimers({ now: 0x0199a3c0ffff });
  const ids = Array.from({ length: 10_000 }, (_, index) => {
    if (index === 5_000) vi.setSystemTime(0x0199a3c00000);
    return newId();
  });
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
