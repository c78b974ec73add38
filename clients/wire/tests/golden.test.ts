/** The cases that Python passes too: state and events give the state that a fresh fetch would show. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { applyEvent, orderOf, type Event, type State } from "../src/index.ts";

interface Case {
  name: string;
  view: "agent" | "customer";
  state: State;
  events: Event[];
  expected: State;
}

const folder = resolve(import.meta.dirname, "../../../contracts/golden");

for (const file of readdirSync(folder)) {
  const cases = JSON.parse(readFileSync(resolve(folder, file), "utf8")) as Case[];
  describe(file.replace(".json", ""), () => {
    test.each(cases.map((one) => [`${one.name} (${one.view})`, one] as const))("%s", (_, one) => {
      const before = structuredClone(one.state);
      expect(one.events.reduce(applyEvent, one.state)).toEqual(one.expected);
      expect(one.state).toEqual(before);
    });
  });
}

test("a gap is told, so that the caller catches up instead of going on", () => {
  const gap = readCase("message.sent", "An event after a gap is not applied");
  expect(orderOf(gap.state, gap.events[0]!)).toBe("gap");
  expect(applyEvent(gap.state, gap.events[0]!)).toBe(gap.state);
});

test("a known event leaves the very same state", () => {
  const known = readCase("message.sent", "A duplicate is dropped");
  expect(orderOf(known.state, known.events[0]!)).toBe("known");
  expect(applyEvent(known.state, known.events[0]!)).toBe(known.state);
});

function readCase(type: string, name: string): Case {
  const cases = JSON.parse(readFileSync(resolve(folder, `${type}.json`), "utf8")) as Case[];
  return cases.find((one) => one.name === name)!;
}
