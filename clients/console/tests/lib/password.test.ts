import { expect, test } from "vitest";
import { makePassword } from "@/lib/password";

test("a password can be read out: four groups, and no letters that look alike", () => {
  expect(makePassword()).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
});

test("no two are the same", () => {
  const made = Array.from({ length: 50 }, makePassword);
  expect(new Set(made).size).toBe(made.length);
});
