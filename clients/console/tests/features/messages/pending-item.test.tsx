import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PendingItem } from "@/features/messages/components/pending-item";
import { Ticks } from "@/features/messages/components/ticks";
import { later, message } from "../../people.ts";
import { show } from "../../render.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type Props = Parameters<typeof PendingItem>[0];

function pending(change: Partial<Props["message"]> = {}) {
  const [onRetry, onDiscard] = [vi.fn(), vi.fn()];
  const message: Props["message"] = {
    id: "m1",
    conversationId: "c1",
    content: "On my way",
    messageType: "text",
    attachmentIds: [],
    createdAt: new Date().toISOString(),
    state: "pending",
    ...change,
  };
  show(<PendingItem message={message} onRetry={onRetry} onDiscard={onDiscard} />);
  return { onRetry, onDiscard };
}

const press = (name: RegExp) => act(() => screen.getByRole("button", { name }).click());

test("what is not sent yet carries a clock, and after ten seconds a way to hurry", () => {
  const { onRetry } = pending();
  expect(screen.queryByRole("status")).not.toBeInTheDocument();
  act(() => void vi.advanceTimersByTime(10_100));
  expect(screen.getByRole("status")).toHaveTextContent("Not sent yet");
  press(/Try again/);
  expect(onRetry).toHaveBeenCalledOnce();
  // It gets its ten seconds anew.
  expect(screen.queryByRole("status")).not.toBeInTheDocument();
  act(() => void vi.advanceTimersByTime(10_100));
  expect(screen.getByRole("status")).toBeInTheDocument();
});

test("one that was written long ago is late at once", () => {
  pending({ createdAt: new Date(Date.now() - 60_000).toISOString() });
  act(() => void vi.advanceTimersByTime(10));
  expect(screen.getByRole("status")).toBeInTheDocument();
});

test("a refused one says why, and can be sent again or discarded", () => {
  const { onRetry, onDiscard } = pending({ state: "refused", code: "attachment.storage_full" });
  expect(screen.getByRole("alert")).toHaveTextContent(/storage/);
  press(/Send again/);
  press(/Discard/);
  expect([onRetry.mock.calls.length, onDiscard.mock.calls.length]).toEqual([1, 1]);
});

test.each([
  [1, "File"],
  [3, "3 files"],
])("%i files without a word are shown as %s", (count, text) => {
  pending({ content: "", messageType: "attachment", attachmentIds: Array.from({ length: count }, String) });
  expect(screen.getByText(text)).toBeInTheDocument();
});

test.each([
  [{}, "Sent"],
  [{ deliveredAt: later(1) }, "Delivered"],
  [{ deliveredAt: later(1), readAt: later(2) }, "Read"],
  // A read receipt can overtake the other.
  [{ readAt: later(2) }, "Read"],
])("how far a message got is said (%j: %s)", (times, label) => {
  show(<Ticks message={message(3, { role: "agent", ...times })} />);
  expect(screen.getByText(label)).toBeInTheDocument();
});
