/** What a person sees and does: by role and name, as a screen reader would find it. */
import "fake-indexeddb/auto";
import "@testing-library/jest-dom/vitest";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import userEvent from "@testing-library/user-event";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../src/app/app.tsx";
import { createChat, type Chat } from "../src/app/chat.ts";
import { en } from "../src/app/strings/en.ts";
import { FakeApi } from "./fake-api.ts";

let api: FakeApi;
let chat: Chat;
const close = vi.fn();
const box = () => screen.getByRole("textbox", { name: "Write a message…" });
const log = () => within(screen.getByRole("log"));

async function open({ takesFocus = false } = {}): Promise<void> {
  chat = createChat({ inboxId: "inbox", language: "en" });
  chat.setVisible(true);
  render(<App chat={chat} strings={en} locale="en-GB" close={close} takesFocus={takesFocus} />);
  await chat.start();
}

async function say(text: string): Promise<void> {
  await userEvent.type(box(), `${text}{Enter}`);
  await waitFor(() => expect(chat.store.get().connection).toBe("open"));
  await waitFor(() => expect(chat.store.get().outbox).toEqual([]));
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("indexedDB", new IDBFactory());
  Element.prototype.scrollTo = vi.fn() as never;
  Element.prototype.scrollIntoView = vi.fn();
  api = new FakeApi();
  api.install(vi.stubGlobal);
});

afterEach(async () => {
  await chat.forget();
  cleanup();
  close.mockClear();
  vi.unstubAllGlobals();
});

describe("talking", () => {
  test("greets, and shows what is said on both sides", async () => {
    await open();
    expect(await screen.findByText("Hello! How can we help?")).toBeVisible();
    await say("Where is my order?");
    api.say("bot", "On its way.", { sources: [{ documentId: "d", title: "Delivery", quote: "Two days." }] });
    expect(await log().findByText("Where is my order?")).toBeVisible();
    expect(log().getByText("On its way.")).toBeVisible();
    expect(log().getByText("Two days.")).toBeInTheDocument();
    expect(box()).toHaveValue("");
  });

  test("shows how far a message of one's own has come", async () => {
    await open();
    await say("Hello");
    expect(await log().findByText("Sent")).toBeVisible();
    const { id } = chat.store.get().messages[0]!;
    api.record("message.delivered", { messageIds: [id] });
    expect(await log().findByText("Delivered")).toBeVisible();
    api.record("message.seen", { messageIds: [id] });
    expect(await log().findByText("Read")).toBeVisible();
  });

  test("a message that the bot has answered is read", async () => {
    await open();
    await say("Hello");
    expect(await log().findByText("Sent")).toBeVisible();
    api.say("system", "Nobody is available right now.", { messageType: "notice" });
    await log().findByText("Nobody is available right now.");
    expect(log().getByText("Sent")).toBeVisible();
    api.say("bot", "Hello! How can I help?");
    expect(await log().findByText("Read")).toBeVisible();
    expect(log().queryByText("Sent")).toBeNull();
  });

  test("Shift and Enter make a line; Enter within a composed word sends nothing", async () => {
    await open();
    await userEvent.type(box(), "one{Shift>}{Enter}{/Shift}two");
    expect(box()).toHaveValue("one\ntwo");
    fireEvent.keyDown(box(), { key: "Enter", isComposing: true });
    // Safari: the composition has ended, and only the code tells.
    fireEvent.keyDown(box(), { key: "Enter", keyCode: 229 });
    expect(box()).toHaveValue("one\ntwo");
  });

  test("markup is text, and a link leads out safely", async () => {
    await open();
    await say("Hi");
    api.say("agent", '<img src=x onerror="alert(1)"> https://example.com/a');
    const link = await log().findByRole("link", { name: "https://example.com/a" });
    expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
    expect(link).toHaveAttribute("target", "_blank");
    expect(screen.getByRole("log").querySelector("img")).toBeNull();
  });

  test("who writes is said to all", async () => {
    await open();
    await say("Hi");
    api.server.line.push({ type: "typing", state: "started", role: "bot" });
    expect(await screen.findByText("Juni is typing")).toBeInTheDocument();
  });

  test("a refused message says so and can be sent again", async () => {
    await open();
    await say("Hi");
    api.server.refuseMessage = { code: "message.empty", retryable: false };
    await userEvent.type(box(), "again{Enter}");
    expect(await log().findByText("Not sent")).toBeVisible();
    api.server.refuseMessage = null;
    await userEvent.click(log().getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(log().queryByText("Not sent")).toBeNull());
    expect(log().getByText("again")).toBeVisible();
  });
});

test("what is still not sent after ten seconds says so, and can be tried at once", async () => {
  await open();
  await say("Hi");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  try {
    api.server.refuseMessage = { code: "server.busy", retryable: true };
    fireEvent.input(box(), { target: { value: "Are you there?" } });
    fireEvent.keyDown(box(), { key: "Enter" });
    await vi.advanceTimersByTimeAsync(9_000);
    expect(log().queryByText("Not sent yet")).toBeNull();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(log().getByText("Not sent yet")).toBeVisible();
    api.server.refuseMessage = null;
    fireEvent.click(log().getByRole("button", { name: "Try again" }));
  } finally {
    vi.useRealTimers();
  }
  await waitFor(() => expect(chat.store.get().outbox).toEqual([]));
});

describe("files", () => {
  test("a picture is fetched with the token and shown from a blob", async () => {
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: () => "blob:one", revokeObjectURL: () => undefined }),
    );
    await open();
    await say("Hi");
    const file = { id: "f", name: "lamp.png", mediaType: "image/png", sizeBytes: 2000 };
    api.say("agent", "", { messageType: "attachment", attachments: [file] });
    expect(await log().findByRole("img", { name: "Image: lamp.png" })).toHaveAttribute("src", "blob:one");
    expect(api.calls.at(-1)).toMatchObject({ path: "/v1/attachments/f" });
    expect(api.calls.at(-1)!.headers.get("authorization")).toBe("Bearer t");
  });

  test("one that cannot be sent says why", async () => {
    await open();
    await say("Hi");
    api.refusals.set("POST /v1/conversations/c1/attachments", {
      code: "attachment.kind_refused",
      status: 415,
    });
    chat.upload([new File(["x"], "virus.exe")]);
    expect(
      await screen.findByText(/can't be sent. You can send photos, PDFs, text files and Office documents/),
    ).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Delete" }));
    expect(screen.queryByText("virus.exe")).toBeNull();
  });

  test("one that is pasted is sent", async () => {
    await open();
    const files = [new File(["x"], "note.txt", { type: "text/plain" })];
    fireEvent.paste(box(), { clipboardData: { files } });
    await waitFor(() =>
      expect(api.server.received).toContainEqual(
        expect.objectContaining({ attachmentIds: ["file-note.txt"] }),
      ),
    );
  });
});

describe("a person", () => {
  test("from the wish to the rating", async () => {
    await open();
    await userEvent.click(await screen.findByRole("button", { name: "Talk to a person" }));
    expect(await screen.findByRole("heading", { name: "You're number 2 in line" })).toBeVisible();
    expect(screen.getByText("Usual wait: about 2 minutes")).toBeVisible();

    api.record("conversation.assigned", { agentId: "ada", agentName: "Ada", liveChatSessionId: "s" });
    expect(await screen.findByText("You're chatting with Ada")).toBeVisible();
    expect(log().getByText("Ada joined the conversation")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Talk to a person" })).toBeNull();

    api.record("conversation.closed");
    const stars = await screen.findByRole("group", { name: "How was this conversation?" });
    await userEvent.click(within(stars).getByRole("radio", { name: "Good" }));
    await userEvent.type(screen.getByRole("textbox", { name: /Anything you'd like to add/ }), "Quick!");
    await userEvent.click(screen.getByRole("button", { name: "Send rating" }));
    expect(await screen.findByText("Thank you for your rating.")).toBeVisible();
    expect(api.state().conversation.rating).toMatchObject({ score: 4, comment: "Quick!" });

    await userEvent.click(screen.getByRole("button", { name: "Start a new conversation" }));
    expect(await screen.findByRole("button", { name: "Talk to a person" })).toBeVisible();
  });

  test("nobody on duty: an address is asked for, checked, and the promise shown", async () => {
    api.place = { place: 1, estimatedWaitSeconds: null, isSomebodyOnDuty: false };
    await open();
    await userEvent.click(await screen.findByRole("button", { name: "Talk to a person" }));
    const email = await screen.findByRole("textbox", { name: "E-mail address" });
    await userEvent.type(email, "bao@");
    await userEvent.click(screen.getByRole("button", { name: "Send e-mail address" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Please enter a valid e-mail address.");
    expect(email).toBeInvalid();
    await userEvent.type(email, "example.com");
    await userEvent.click(screen.getByRole("button", { name: "Send e-mail address" }));
    expect(await screen.findByRole("heading", { name: "We'll answer you by e-mail." })).toBeVisible();
  });

  test("a wish that fails says so", async () => {
    await open();
    await say("Hi");
    api.refusals.set("POST /v1/conversations/c1/escalation", {
      code: "server.busy",
      status: 503,
      retryable: true,
    });
    await userEvent.click(screen.getByRole("button", { name: "Talk to a person" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Something went wrong");
  });

  test("one can stay with the assistant", async () => {
    await open();
    await userEvent.click(await screen.findByRole("button", { name: "Talk to a person" }));
    await userEvent.click(await screen.findByRole("button", { name: "Keep chatting with the assistant" }));
    expect(await screen.findByRole("button", { name: "Talk to a person" })).toBeVisible();
  });
});

describe("the panel", () => {
  test("Escape and its button close it", async () => {
    await open();
    fireEvent.keyDown(document, { key: "Escape" });
    await userEvent.click(screen.getByRole("button", { name: "Close chat" }));
    expect(close).toHaveBeenCalledTimes(2);
  });

  test("Tab stays inside, in both directions", async () => {
    await open();
    await screen.findByRole("button", { name: "Talk to a person" });
    const [first, last] = [screen.getByRole("button", { name: "Close chat" }), box()];
    last.focus();
    await userEvent.tab();
    expect(first).toHaveFocus();
    await userEvent.tab({ shift: true });
    expect(last).toHaveFocus();
  });

  test("just opened, it takes what is typed", async () => {
    await open({ takesFocus: true });
    await userEvent.keyboard("Hello");
    expect(box()).toHaveValue("Hello");
  });

  test("open since the page before, it leaves the focus alone until it is opened", async () => {
    await open();
    expect(document.body).toHaveFocus();
    window.dispatchEvent(new Event("chorus:focus"));
    expect(box()).toHaveFocus();
  });

  test("a lost connection is told, but not at once", async () => {
    await open();
    await say("Hi");
    api.server.isReachable = api.isReachable = false;
    api.server.line.drop(1006);
    expect(screen.queryByText(/Connection lost/)).toBeNull();
    expect(await screen.findByText(/Connection lost/, {}, { timeout: 4000 })).toBeVisible();
  });

  test("a widget that may not be here says so, and can be tried again", async () => {
    api.refusals.set("POST /v1/widget/start", { code: "inbox.origin_refused", status: 403 });
    await open();
    expect(await screen.findByRole("alert")).toHaveTextContent("The chat is unavailable");
    api.refusals.clear();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Hello! How can we help?")).toBeVisible();
  });
});
