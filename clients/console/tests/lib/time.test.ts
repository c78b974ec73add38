import { expect, test } from "vitest";
import { ago, dayHeading, duration, shortTime } from "@/lib/time";
import { later, T0 } from "../people.ts";

const now = Date.parse(T0);

test.each([
  [40, "40 s"],
  [12 * 60, "12 min"],
  [3 * 3600 + 5 * 60, "3 h 05"],
  [50 * 3600, "2 d"],
])("%i seconds are %s", (seconds, text) => {
  expect(duration(later(-seconds), now)).toBe(text);
});

test("a clock that runs behind shows no negative time", () => {
  expect(duration(later(30), now)).toBe("0 s");
});

test("lists show recent times by age", () => {
  expect(shortTime(later(-10), now)).toBe("now");
  expect(shortTime(later(-240), now)).toBe("4 min");
});

test.each([
  [0, "just now"],
  [59, "just now"],
  [61, "1 min ago"],
])("what was %i seconds ago was %s", (seconds, text) => {
  expect(ago(later(-seconds), now)).toBe(text);
});

test("days near are named", () => {
  expect(dayHeading(T0, now)).toBe("Today");
  expect(dayHeading(later(-86_400), now)).toBe("Yesterday");
});
