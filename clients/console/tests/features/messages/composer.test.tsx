import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { Composer } from "@/features/messages/components/composer";
import { at, refusal, server } from "../../server.ts";
import { show } from "../../render.tsx";

const CANNED = [
  { id: "1", shortcut: "hello", content: "Hello {{customer}}, this is {{agent}}." },
  { id: "2", shortcut: "refund", content: "The refund is on its way." },
];

function compose({ canReply = true, id = "c1", lastHeard = 3, greetingName = "Bao" } = {}) {
  const onSend = vi.fn();
  const onTyping = vi.fn();
  const onLook = vi.fn();
  const composer = (heard: number) => (
    <Composer
      conversationId={id}
      canReply={canReply}
      customerName="Bao"
      greetingName={greetingName}
      agentName="Ada"
      cannedReplies={CANNED}
      lastHeard={heard}
      onLook={onLook}
      onSend={onSend}
      onTyping={onTyping}
    />
  );
  const Heard = () => {
    const [heard, setHeard] = useState(lastHeard);
    hears = setHeard;
    return composer(heard);
  };
  let hears: (position: number) => void = () => undefined;
  const { unmount } = show(<Heard />);
  return {
    onSend,
    onTyping,
    onLook,
    unmount,
    hear: (position: number) => act(() => hears(position)),
    text: () => screen.getByRole("textbox"),
  };
}

test("Enter sends, Shift+Enter breaks the line", async () => {
  const { onSend, text } = compose();
  await userEvent.type(text(), "One{Shift>}{Enter}{/Shift}two{Enter}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith({
    content: "One\ntwo",
    messageType: "text",
    attachmentIds: [],
  });
  expect(text()).toHaveValue("");
});

test("the Enter that confirms a word of an input method sends nothing", async () => {
  const { onSend, text } = compose({ id: "composing" });
  await userEvent.type(text(), "今日");
  fireEvent.keyDown(text(), { key: "Enter", isComposing: true });
  fireEvent.keyDown(text(), { key: "Enter", keyCode: 229 });
  expect(onSend).not.toHaveBeenCalled();
  expect(text()).toHaveValue("今日");
});

test("nothing but blanks is not sent", async () => {
  const { onSend, text } = compose({ id: "blank" });
  await userEvent.type(text(), "   {Enter}");
  expect(onSend).not.toHaveBeenCalled();
});

test("Alt+N switches to a private note and keeps the reply for later", async () => {
  const { onSend, text } = compose({ id: "switch" });
  await userEvent.type(text(), "Half a reply");
  await userEvent.keyboard("{Alt>}n{/Alt}");
  expect(screen.getByRole("textbox", { name: "Private note" })).toHaveValue("");
  await userEvent.type(text(), "He is angry{Enter}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith({
    content: "He is angry",
    messageType: "note",
    attachmentIds: [],
  });
  await userEvent.keyboard("{Alt>}n{/Alt}");
  expect(text()).toHaveValue("Half a reply");
});

test("who does not have the conversation can only leave a note", async () => {
  const { onSend, text, onTyping } = compose({ canReply: false, id: "others" });
  expect(screen.getByRole("button", { name: "Reply" })).toBeDisabled();
  await userEvent.type(text(), "For you{Enter}");
  expect(onSend.mock.calls[0]?.[0]).toMatchObject({ messageType: "note" });
  expect(onTyping).not.toHaveBeenCalled();
});

test("a slash offers canned replies, and the chosen one is filled in with names", async () => {
  const { onSend, text } = compose({ id: "canned" });
  await userEvent.type(text(), "/");
  expect(screen.getAllByRole("option")).toHaveLength(2);
  await userEvent.type(text(), "hel");
  expect(screen.getAllByRole("option")).toHaveLength(1);
  await userEvent.keyboard("{Enter}");
  expect(text()).toHaveValue("Hello Bao, this is Ada.");
  expect(onSend).not.toHaveBeenCalled();
});

test("a canned reply to somebody without a name reads as if it had no place for one", async () => {
  const { text } = compose({ id: "nameless", greetingName: "" });
  await userEvent.type(text(), "/hel");
  await userEvent.keyboard("{Enter}");
  expect(text()).toHaveValue("Hello, this is Ada.");
});

test("Escape closes the canned replies and leaves the text", async () => {
  const { text } = compose({ id: "escape" });
  await userEvent.type(text(), "/re{Escape}");
  expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
  expect(text()).toHaveValue("/re");
});

const SLIP = { id: "a1", name: "slip.pdf", mediaType: "application/pdf", sizeBytes: 3 };

test("a file is uploaded first and sent by its id", async () => {
  server.use(
    http.post(at("/v1/conversations/file/attachments"), () => HttpResponse.json(SLIP, { status: 201 })),
  );
  const { onSend } = compose({ id: "file" });
  const file = new File(["pdf"], "slip.pdf", { type: "application/pdf" });
  await userEvent.upload(screen.getByLabelText("Attachments", { selector: "input" }), file);
  await screen.findByRole("button", { name: "Remove slip.pdf" });
  await vi.waitFor(() => expect(screen.getByRole("button", { name: "Send" })).toBeEnabled());
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(onSend).toHaveBeenCalledExactlyOnceWith({
    content: "",
    messageType: "attachment",
    attachmentIds: ["a1"],
  });
});

test("a refused file is said and dropped", async () => {
  server.use(http.post(at("/v1/conversations/bad/attachments"), () => refusal("attachment.too_large", 413)));
  compose({ id: "bad" });
  await userEvent.upload(
    screen.getByLabelText("Attachments", { selector: "input" }),
    new File(["x"], "x.pdf", { type: "application/pdf" }),
  );
  expect((await screen.findAllByText("Couldn't upload “x.pdf”"))[0]).toBeVisible();
  expect(screen.getAllByText(/at most 25 MB/)[0]).toBeVisible();
  expect(screen.queryByRole("button", { name: "Remove x.pdf" })).not.toBeInTheDocument();
});

test("typing is announced once while the keys go, and taken back when the message is sent", async () => {
  const { onTyping, text } = compose({ id: "typing" });
  await userEvent.type(text(), "Hi there{Enter}");
  expect(onTyping.mock.calls.map(([state]: string[]) => state)).toEqual(["started", "stopped"]);
});

const input = () => screen.getByLabelText("Attachments", { selector: "input" });
const slip = () => new File(["pdf"], "slip.pdf", { type: "application/pdf" });

function takesFiles(id: string) {
  const box = { isOpen: true };
  server.use(
    http.post(at(`/v1/conversations/${id}/attachments`), () =>
      box.isOpen ? HttpResponse.json(SLIP, { status: 201 }) : HttpResponse.error(),
    ),
  );
  return box;
}

test("a file chosen for a reply outlives a note, and an empty note cannot be sent", async () => {
  takesFiles("kept");
  const { onSend, text } = compose({ id: "kept" });
  await userEvent.upload(input(), slip());
  await vi.waitFor(() => expect(screen.getByRole("button", { name: "Send" })).toBeEnabled());
  await userEvent.click(screen.getByRole("button", { name: "Note" }));
  expect(screen.getByRole("button", { name: "Add note" })).toBeDisabled();
  await userEvent.type(text(), "Look at the slip{Enter}");
  expect(onSend.mock.calls[0]?.[0]).toMatchObject({ messageType: "note", attachmentIds: [] });
  expect(screen.getByRole("list", { name: "Attachments" })).toHaveTextContent("slip.pdf");
});

test("a file pasted into a note is kept for the reply, and that is said", async () => {
  takesFiles("paste");
  const { text } = compose({ id: "paste" });
  await userEvent.click(screen.getByRole("button", { name: "Note" }));
  fireEvent.paste(text(), { clipboardData: { files: [slip()] } });
  expect((await screen.findAllByText("Notes can't have files"))[0]).toBeVisible();
  expect(screen.getByRole("list", { name: "Attachments" })).toHaveTextContent("slip.pdf");
});

test("a file is still there when one comes back to the conversation", async () => {
  takesFiles("back");
  const first = compose({ id: "back" });
  await userEvent.upload(input(), slip());
  first.unmount();
  compose({ id: "back" });
  expect(await screen.findByRole("button", { name: "Remove slip.pdf" })).toBeVisible();
});

test("a file chosen offline waits, and its message goes when it is uploaded", async () => {
  const box = takesFiles("offline");
  box.isOpen = false;
  const { onSend, text } = compose({ id: "offline" });
  await userEvent.upload(input(), slip());
  expect(await screen.findByText(/Waiting for the connection/)).toBeVisible();
  await userEvent.type(text(), "Here it is{Enter}");
  expect(onSend).not.toHaveBeenCalled();
  expect(screen.getByText(/sent once the files are uploaded/)).toBeVisible();
  box.isOpen = true;
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() =>
    expect(onSend).toHaveBeenCalledExactlyOnceWith({
      content: "Here it is",
      messageType: "attachment",
      attachmentIds: ["a1"],
    }),
  );
  expect(text()).toHaveValue("");
});

test("a text beyond the limit is kept whole, and is not sent", async () => {
  const { onSend, text } = compose({ id: "long" });
  const long = "x".repeat(10_000);
  fireEvent.change(text(), { target: { value: long } });
  expect(text()).toHaveValue(long);
  expect(screen.getByRole("alert")).toHaveTextContent("2,000 characters too long");
  await userEvent.type(text(), "{Enter}");
  expect(onSend).not.toHaveBeenCalled();
  fireEvent.change(text(), { target: { value: "🙂".repeat(8_000) } });
  expect(screen.getByText("8,000 of 8,000 characters")).toBeVisible();
  expect(screen.getByRole("button", { name: "Send" })).toBeEnabled();
});

test("what the customer writes while a reply is being written is pointed out before it is sent", async () => {
  const { hear, text, onLook } = compose({ id: "news" });
  hear(4);
  expect(screen.queryByText(/sent a message while you were writing/)).not.toBeInTheDocument();
  await userEvent.type(text(), "Your parcel");
  hear(5);
  expect(screen.getByText(/sent a message while you were writing/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  expect(onLook).toHaveBeenCalledOnce();
  expect(screen.queryByText(/sent a message while you were writing/)).not.toBeInTheDocument();
  expect(text()).toHaveValue("Your parcel");
});
