/** Coming back: the last conversation, the list of all, one of them read again, its rating, its text to keep. */
import "fake-indexeddb/auto";
import "@testing-library/jest-dom/vitest";
import { cleanup, render, screen, waitFor, within } from "@testing-library/preact";
import userEvent from "@testing-library/user-event";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../src/app/app.tsx";
import { createChat, type Chat } from "../src/app/chat.ts";
import { en } from "../src/app/strings/en.ts";
import { FakeApi } from "./fake-api.ts";

let api: FakeApi;
let chat: Chat;
const log = () => within(screen.getByRole("log"));
const toList = () => userEvent.click(screen.getByRole("button", { name: "Your conversations" }));

async function load(): Promise<void> {
  cleanup();
  chat = createChat({ inboxId: "inbox", language: "en" });
  chat.setVisible(true);
  render(<App chat={chat} strings={en} locale="en-GB" close={vi.fn()} takesFocus={false} />);
  await chat.start();
}

async function say(text: string): Promise<void> {
  chat.say(text);
  await waitFor(() => expect(chat.store.get().connection).toBe("open"));
  await waitFor(() => expect(chat.store.get().outbox).toEqual([]));
}

/** Two that have ended. */
async function twoEnded(): Promise<void> {
  await load();
  await say("Where is my order?");
  api.record("conversation.closed");
  await say("Can I change the address?");
  api.record("conversation.closed");
  await screen.findByRole("group", { name: "How was this conversation?" });
}

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal("indexedDB", new IDBFactory());
  Element.prototype.scrollTo = vi.fn() as never;
  api = new FakeApi();
  api.install(vi.stubGlobal);
});

afterEach(async () => {
  await chat.forget();
  cleanup();
  vi.unstubAllGlobals();
});

describe("after a reload", () => {
  test("the last conversation is there, and can still be rated", async () => {
    await twoEnded();
    await load();
    expect(await log().findByText("Can I change the address?")).toBeVisible();
    const stars = await screen.findByRole("group", { name: "How was this conversation?" });
    await userEvent.click(within(stars).getByRole("radio", { name: "Good" }));
    await userEvent.click(screen.getByRole("button", { name: "Send rating" }));
    expect(await screen.findByText("Thank you for your rating.")).toBeVisible();
    expect(api.state("c2").conversation.rating).toMatchObject({ score: 4 });
  });

  test("what is written then begins another one", async () => {
    await twoEnded();
    await load();
    await say("One more thing");
    expect(api.conversationId).toBe("c3");
  });

  test("one that ended too long ago is not rated any more", async () => {
    api.ratingSeconds = 60;
    await load();
    await say("Hello");
    api.record("conversation.closed");
    await load();
    expect(await screen.findByRole("button", { name: "Start a new conversation" })).toBeVisible();
    expect(screen.queryByRole("group", { name: "How was this conversation?" })).toBeNull();
  });

  test("who has not written yet has nothing to go back to", async () => {
    await load();
    expect(await screen.findByText("Hello! How can we help?")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Your conversations" })).toBeNull();
  });
});

describe("the list", () => {
  test("has all, newest first, and leads into each", async () => {
    await twoEnded();
    await toList();
    const rows = await screen.findAllByRole("listitem");
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("Can I change the address?"),
      expect.stringContaining("Where is my order?"),
    ]);
    await userEvent.click(screen.getByRole("button", { name: /Where is my order/ }));
    expect(await log().findByText("Where is my order?")).toBeVisible();
    expect(log().queryByText("Can I change the address?")).toBeNull();
  });

  test("an older one is rated from there", async () => {
    await twoEnded();
    await toList();
    await userEvent.click(await screen.findByRole("button", { name: /Where is my order/ }));
    const stars = await screen.findByRole("group", { name: "How was this conversation?" });
    await userEvent.click(within(stars).getByRole("radio", { name: "Bad" }));
    await userEvent.click(screen.getByRole("button", { name: "Send rating" }));
    expect(await screen.findByText("Thank you for your rating.")).toBeVisible();
    expect(api.state("c1").conversation.rating).toMatchObject({ score: 2 });
    expect(api.state("c2").conversation.rating).toBeNull();
  });

  test("beside one that goes on, reading another does not read what comes in", async () => {
    await twoEnded();
    await say("I am back");
    await toList();
    await userEvent.click(await screen.findByRole("button", { name: /Where is my order/ }));
    expect(await screen.findByRole("button", { name: "Back to the conversation" })).toBeVisible();
    expect(screen.queryByRole("textbox")).toBeNull();
    api.say("agent", "Good that you are here");
    const read = () => api.server.received.findLast((frame) => frame.type === "receipt");
    await waitFor(() => expect(read()).toMatchObject({ type: "receipt", delivered: 3, read: 0 }));
    await userEvent.click(screen.getByRole("button", { name: "Back to the conversation" }));
    expect(await log().findByText("Good that you are here")).toBeVisible();
    await waitFor(() => expect(read()).toMatchObject({ read: 3 }));
  });

  test("says when it cannot be fetched", async () => {
    await twoEnded();
    api.refusals.set("GET /v1/widget/conversations", { code: "customer.blocked", status: 403 });
    await toList();
    expect(await screen.findByRole("alert")).toHaveTextContent("Something went wrong");
  });

  test("another customer on the same page does not see it", async () => {
    await twoEnded();
    await toList();
    await screen.findByRole("button", { name: /Where is my order/ });
    await chat.identify("somebody else's token");
    expect(chat.store.get().own).toBeNull();
    expect(screen.queryByText("Where is my order?")).toBeNull();
  });
});

test("a conversation can be kept as a text", async () => {
  await load();
  await say("Where is my order?");
  api.record("conversation.closed");
  const { items } = (api.page = { items: api.state("c1").messages, hasMore: false });
  const text = await (await chat.transcript("c1", en, "en-GB")).text();
  expect(items).toHaveLength(1);
  expect(text).toMatch(/· You\nWhere is my order\?\n$/);
});
