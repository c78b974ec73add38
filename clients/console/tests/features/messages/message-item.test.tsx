import type { Message } from "@chorus/wire";
import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { MessageItem } from "@/features/messages/components/message-item";
import { PendingItem } from "@/features/messages/components/pending-item";
import { later, message, T0 } from "../../people.ts";
import { show } from "../../render.tsx";

const item = (change: Partial<Message>) =>
  show(
    <ul>
      <MessageItem
        message={message(3, change)}
        isMine={false}
        customerName="Bao"
        startsGroup
        highlightNonce={0}
      />
    </ul>,
  );

test.each([
  [{}, "Sent"],
  [{ deliveredAt: later(4) }, "Delivered"],
  [{ deliveredAt: later(4), readAt: later(5) }, "Read"],
])("our message shows how far it got: %o is %s", (change, text) => {
  item({ role: "agent", authorName: "Ada", ...change });
  expect(screen.getByText(text)).toBeInTheDocument();
});

test("a note is named as private and has no receipt", () => {
  item({ role: "agent", messageType: "note", authorName: "Ada" });
  expect(screen.getByText("Private note")).toBeInTheDocument();
  expect(screen.queryByText("Sent")).not.toBeInTheDocument();
});

test("what a customer writes is text and never markup; addresses are links", () => {
  item({ content: "<b>hi</b> see https://acme.test/a?b=1." });
  expect(screen.getByText(/<b>hi<\/b>/)).toBeInTheDocument();
  expect(screen.getByRole("link")).toHaveAttribute("href", "https://acme.test/a?b=1");
});

test("the bot's answer names the documents that it rests on", () => {
  item({ role: "bot", sources: [{ documentId: "d", title: "Shipping", quote: "3 days" }] });
  expect(screen.getByText("Shipping")).toBeInTheDocument();
});

const pending = {
  id: "p",
  conversationId: "c1",
  content: "Hi",
  messageType: "text",
  attachmentIds: [],
  createdAt: T0,
} as const;

test("what is not sent yet says so", () => {
  show(
    <PendingItem
      message={{ ...pending, attachmentIds: [], state: "pending" }}
      onRetry={vi.fn()}
      onDiscard={vi.fn()}
    />,
  );
  expect(screen.getByText("Not sent yet")).toBeInTheDocument();
});

test("what is still not sent after ten seconds offers to try again", () => {
  vi.useFakeTimers({ now: new Date(T0) });
  try {
    const onRetry = vi.fn();
    show(
      <PendingItem
        message={{ ...pending, attachmentIds: [], state: "pending" }}
        onRetry={onRetry}
        onDiscard={vi.fn()}
      />,
    );
    act(() => void vi.advanceTimersByTime(9_999));
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    act(() => void vi.advanceTimersByTime(1));
    expect(screen.getByRole("status")).toHaveTextContent("Not sent yet");
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(onRetry).toHaveBeenCalledOnce();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  } finally {
    vi.useRealTimers();
  }
});

test("what was refused can be sent again or thrown away", async () => {
  const onRetry = vi.fn();
  const onDiscard = vi.fn();
  show(
    <PendingItem
      message={{ ...pending, attachmentIds: [], state: "refused", code: "permission.denied" }}
      onRetry={onRetry}
      onDiscard={onDiscard}
    />,
  );
  expect(screen.getByRole("alert")).toHaveTextContent("Your role doesn't allow this.");
  await userEvent.click(screen.getByRole("button", { name: "Send again" }));
  await userEvent.click(screen.getByRole("button", { name: "Discard" }));
  expect(onRetry).toHaveBeenCalledOnce();
  expect(onDiscard).toHaveBeenCalledOnce();
});
