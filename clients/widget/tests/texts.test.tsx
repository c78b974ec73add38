/** Long texts, and texts of other scripts. */
import "fake-indexeddb/auto";
import "@testing-library/jest-dom/vitest";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { App } from "../src/app/app.tsx";
import { createChat, type Chat } from "../src/app/chat.ts";
import { en } from "../src/app/strings/en.ts";
import { FakeApi } from "./fake-api.ts";

let api: FakeApi;
let chat: Chat;
const box = () => screen.getByRole("textbox", { name: "Write a message…" });
const log = () => within(screen.getByRole("log"));

async function open(): Promise<void> {
  chat = createChat({ inboxId: "inbox", language: "en" });
  render(<App chat={chat} strings={en} locale="en-GB" close={vi.fn()} takesFocus={false} />);
  await chat.start();
}

async function say(text: string): Promise<void> {
  chat.say(text);
  await waitFor(() => expect(chat.store.get().connection).toBe("open"));
  await waitFor(() => expect(chat.store.get().outbox).toEqual([]));
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

describe("long and foreign texts", () => {
  test("a text that is too long stays whole, says by how much, and is not sent", async () => {
    await open();
    const long = "x".repeat(8_010);
    fireEvent.input(box(), { target: { value: long } });
    expect(box()).toHaveValue(long);
    expect(await screen.findByRole("alert")).toHaveTextContent("Your message is 10 characters too long.");
    expect(screen.getByRole("button", { name: "Send message" })).toBeDisabled();
    fireEvent.keyDown(box(), { key: "Enter" });
    expect(box()).toHaveValue(long);
    expect(chat.store.get().outbox).toEqual([]);
    fireEvent.input(box(), { target: { value: "x".repeat(7_990) } });
    expect(await screen.findByText("10 characters left")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("length is counted in characters, as the server counts", async () => {
    await open();
    fireEvent.input(box(), { target: { value: "😀".repeat(7_999) } });
    expect(await screen.findByText("1 character left")).toBeVisible();
    expect(screen.getByRole("button", { name: "Send message" })).toBeEnabled();
  });

  test("each text finds its own direction", async () => {
    await open();
    await say("שלום (ABC-123)!");
    api.say("agent", "مرحبا");
    expect((await log().findByText("שלום (ABC-123)!")).getAttribute("dir")).toBe("auto");
    expect((await log().findByText("مرحبا")).getAttribute("dir")).toBe("auto");
    expect(box()).toHaveAttribute("dir", "auto");
  });
});
