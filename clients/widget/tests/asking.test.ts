/** The questions to the page: who the customer is, and where they are. */
import { afterEach, expect, test, vi } from "vitest";
import { createAsking } from "../src/app/asking.ts";

afterEach(() => vi.useRealTimers());

test("the page is asked once, and what it says is the answer", async () => {
  const post = vi.fn();
  const asking = createAsking(post, 500);
  asking.answer("unasked");
  const answer = asking.ask();
  asking.answer("jwt");
  expect(await answer).toBe("jwt");
  expect(post).toHaveBeenCalledTimes(1);
});

test("a page that does not answer has said nothing", async () => {
  vi.useFakeTimers();
  const answer = createAsking(() => undefined, 500).ask();
  await vi.advanceTimersByTimeAsync(500);
  expect(await answer).toBeUndefined();
});
