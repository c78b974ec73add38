import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClosings, UNDO_MS } from "@/lib/live/closing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a close takes effect when its time to undo is over, once", () => {
  const commit = vi.fn();
  const closings = createClosings(commit);
  closings.begin("c1", "Bao", vi.fn());
  closings.begin("c1", "Bao", vi.fn());
  expect(closings.ids()).toEqual(["c1"]);
  expect(commit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(UNDO_MS);
  expect(commit).toHaveBeenCalledExactlyOnceWith("c1");
  expect(closings.ids()).toEqual([]);
});

test("an undone close is never made", () => {
  const commit = vi.fn();
  const onUndo = vi.fn();
  const closings = createClosings(commit);
  closings.begin("c1", "Bao", onUndo);
  closings.undo("c1");
  vi.advanceTimersByTime(10 * UNDO_MS);
  expect(commit).not.toHaveBeenCalled();
  expect(onUndo).toHaveBeenCalledOnce();
});

test("a page that goes away closes what was pressed", () => {
  const commit = vi.fn();
  const closings = createClosings(commit);
  closings.begin("c1", "Bao", vi.fn());
  closings.flush();
  expect(commit).toHaveBeenCalledExactlyOnceWith("c1");
});
