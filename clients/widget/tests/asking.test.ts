/** The question to the page who the customer is. */
import { afterEach, expect, test, vi } from "vitest";
import { createAsking } from "../src/app/identity.ts";

afterEach(() => vi.useRealTimers());

test("the page is asked once, and what it says is the answer", async () => {
  const post = vi.fn();
  const asking = createAsking(post);
  asking.answer("unasked");
  const answer = asking.ask();
  asking.answer("jwt");
  expect(await answer).toBe("jwt");
  expect(post.mock.calls).toEqual([[{ type: "identity" }]]);
});

test("a page that does not answer has no token", async () => {
  vi.useFakeTimers();
  const answer = createAsking(() => undefined).ask();
  await vi.advanceTimersByTimeAsync(12_000);
  expect(await answer).toBeUndefined();
});
