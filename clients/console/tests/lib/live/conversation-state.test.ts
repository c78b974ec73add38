import { expect, test } from "vitest";
import { merge, prependOlder, type ConversationState } from "@/lib/live/conversation-state";
import { conversation, message } from "../../people.ts";

function state(
  position: number,
  positions: number[],
  change: Partial<ConversationState> = {},
): ConversationState {
  const messages = positions.map((one) => message(one));
  return { conversation: conversation({ position }), messages, hasMore: true, epoch: "e", ...change };
}

test("a snapshot keeps the older pages that were loaded before", () => {
  const merged = merge(state(9, [7, 8, 9]), state(8, [1, 2, 7, 8], { hasMore: false }));
  expect(merged.messages.map((one) => one.position)).toEqual([1, 2, 7, 8, 9]);
  expect(merged.hasMore).toBe(false);
  expect(merged.conversation.position).toBe(9);
});

test("a snapshot that does not touch the older pages replaces them, so that no hole is shown", () => {
  const merged = merge(state(99, [98, 99]), state(8, [7, 8]));
  expect(merged.messages.map((one) => one.position)).toEqual([98, 99]);
});

test("events that came while the snapshot was under way are not lost", () => {
  const known = state(12, [11, 12]);
  expect(merge(state(10, [9, 10]), known)).toBe(known);
});

test("another epoch is another history, whatever its numbers", () => {
  const fresh = state(3, [3], { epoch: "f" });
  expect(merge(fresh, state(12, [11, 12]))).toBe(fresh);
});

test("an older page is put before, without what is there already", () => {
  const older = prependOlder(state(9, [5, 6]), { items: [message(4), message(5)], hasMore: false });
  expect(older.messages.map((one) => one.position)).toEqual([4, 5, 6]);
  expect(older.hasMore).toBe(false);
});
