/** The widget without its looks, against a server in memory. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createChat, type Chat } from "../src/app/chat.ts";
import { FakeApi } from "./fake-api.ts";

let api: FakeApi;
const chats: Chat[] = [];
const called = (method: string, path: string) =>
  api.calls.filter((one) => one.method === method && one.path === path);
const texts = (chat: Chat) => chat.store.get().messages.map((message) => message.content);

type Options = { isVisible?: boolean; pageOrigin?: string; page?: string };

async function started({ isVisible, pageOrigin, page }: Options = {}): Promise<Chat> {
  const askPage = page === undefined ? undefined : () => Promise.resolve(page);
  const chat = createChat({ inboxId: "inbox", language: "en", pageOrigin, askPage });
  chats.push(chat);
  if (isVisible) chat.setVisible(true);
  await chat.start();
  return chat;
}

async function talking(options?: { isVisible?: boolean }): Promise<Chat> {
  const chat = await started(options);
  chat.say("Hello");
  await vi.waitFor(() => {
    expect(chat.store.get().connection).toBe("open");
    expect(texts(chat)).toEqual(["Hello"]);
  });
  return chat;
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.spyOn(Math, "random").mockReturnValue(0.01);
  api = new FakeApi();
  api.install(vi.stubGlobal);
});

afterEach(async () => {
  await Promise.all(chats.splice(0).map((chat) => chat.forget()));
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("starting", () => {
  test("asks who this is, and keeps the device token for the next time", async () => {
    const chat = await started({ pageOrigin: "https://shop.test" });
    expect(called("POST", "/v1/widget/start")[0]!.body).toEqual({
      inboxId: "inbox",
      language: "en",
      pageOrigin: "https://shop.test",
    });
    expect(chat.store.get()).toMatchObject({
      phase: "ready",
      connection: "idle",
      inbox: { botName: "Juni" },
    });
    await started();
    expect(called("POST", "/v1/widget/start")[1]!.body).toMatchObject({ deviceToken: "device" });
  });

  test("nothing is opened before the customer says something", async () => {
    await started();
    expect(called("POST", "/v1/conversations")).toEqual([]);
    expect(api.server.lines).toEqual([]);
  });

  test("an open conversation is there again", async () => {
    await talking();
    api.say("bot", "Hi");
    const again = await started();
    expect(texts(again)).toEqual(["Hello", "Hi"]);
  });

  test("a page that may not carry the widget is told so, once", async () => {
    api.refusals.set("POST /v1/widget/start", { code: "inbox.origin_refused", status: 403 });
    const chat = await started();
    expect(chat.store.get().phase).toBe("failed");
    api.refusals.clear();
    await chat.start();
    expect(chat.store.get().phase).toBe("ready");
  });

  test("without a connection it tries again, and what was written meanwhile is sent", async () => {
    api.isReachable = false;
    const chat = await started();
    chat.say("Are you there?");
    expect(chat.store.get().connection).toBe("reconnecting");
    await vi.waitFor(() => expect(chat.store.get().outbox).toHaveLength(1));
    api.isReachable = true;
    await vi.waitFor(() => expect(texts(chat)).toEqual(["Are you there?"]), 5000);
    expect(chat.store.get().outbox).toEqual([]);
  });
});

describe("writing", () => {
  test("the first message opens the conversation, and goes there under its own id", async () => {
    const chat = await started();
    chat.say("  Hello  ");
    const [row] = chat.store.get().outbox;
    expect(row).toMatchObject({ conversationId: "new", content: "Hello", state: "pending" });
    await vi.waitFor(() => expect(chat.store.get().messages[0]?.id).toBe(row!.id));
    expect(chat.store.get().outbox).toEqual([]);
    expect(called("POST", "/v1/conversations")).toHaveLength(1);
  });

  test("the conversation begins with the page that it is written on", async () => {
    const chat = await started({ page: "https://shop.test/returns" });
    chat.say("Hello");
    await vi.waitFor(() => expect(texts(chat)).toEqual(["Hello"]));
    expect(called("POST", "/v1/conversations")[0]!.body).toMatchObject({ page: "https://shop.test/returns" });
  });

  test("where the server refuses the page, the conversation begins without", async () => {
    const chat = await started({ page: "https://shop.test/returns" });
    api.refusals.set("POST /v1/conversations", { code: "request.invalid", status: 422 });
    chat.say("Hello");
    await vi.waitFor(() => expect(called("POST", "/v1/conversations")).toHaveLength(2));
    expect(called("POST", "/v1/conversations")[1]!.body).not.toHaveProperty("page");
  });

  test("several at once open one conversation and keep their order", async () => {
    const chat = await started();
    ["one", "two", "three"].forEach(chat.say);
    await vi.waitFor(() => expect(texts(chat)).toEqual(["one", "two", "three"]));
    expect(called("POST", "/v1/conversations")).toHaveLength(1);
  });

  test("an empty message is none", async () => {
    const chat = await started();
    chat.say(" \n ");
    expect(chat.store.get().outbox).toEqual([]);
  });

  test("an answer that got lost does not double the message", async () => {
    const chat = await talking();
    api.server.loseNextAnswer = true;
    chat.say("Once");
    await vi.waitFor(() => expect(chat.store.get().outbox).toEqual([]), 5000);
    await vi.waitFor(() => expect(texts(chat)).toEqual(["Hello", "Once"]), 5000);
    expect(api.state().messages.map((message) => message.content)).toEqual(["Hello", "Once"]);
  });

  test("while the socket is away it goes by HTTP", async () => {
    const chat = await talking();
    api.server.isUpgradeBlocked = true;
    api.server.line.drop(1006);
    chat.say("By post");
    await vi.waitFor(() => expect(chat.store.get().outbox).toEqual([]));
    const sent = called("POST", `/v1/conversations/${String(api.conversationId)}/messages`);
    expect(sent.at(-1)!.body.content).toBe("By post");
  });

  test("what is refused is shown, and can be sent again or thrown away", async () => {
    const chat = await talking();
    api.server.refuseMessage = { code: "message.empty", retryable: false };
    chat.say("no");
    chat.say("never");
    await vi.waitFor(() =>
      expect(chat.store.get().outbox.map((row) => row.state)).toEqual(["refused", "refused"]),
    );
    api.server.refuseMessage = null;
    const [first, second] = chat.store.get().outbox;
    chat.retry(first!.id);
    chat.discard(second!.id);
    await vi.waitFor(() => expect(texts(chat)).toEqual(["Hello", "no"]));
    expect(chat.store.get().outbox).toEqual([]);
  });

  test("what was written into a conversation that has ended begins the next one, under the same id", async () => {
    const chat = await talking();
    api.record("conversation.closed");
    await vi.waitFor(() => expect(chat.store.get().conversation?.status).toBe("closed"));
    chat.say("One more thing");
    const { id } = chat.store.get().outbox[0]!;
    await vi.waitFor(() => expect(chat.store.get().messages.map((message) => message.id)).toEqual([id]));
    expect(chat.store.get().conversation?.id).toBe("c2");
    expect(chat.store.get().earlier.map((message) => message.content)).toEqual(["Hello"]);
  });

  test("also when it ended while the message was on its way", async () => {
    const chat = await talking();
    api.server.publish("c1", { type: "conversation.closed" }, { isLost: true });
    api.server.refuseMessage = { code: "conversation.closed", retryable: false };
    chat.say("Just now");
    const { id } = chat.store.get().outbox[0]!;
    await vi.waitFor(() => expect(chat.store.get().conversation?.id).toBe("c2"));
    api.server.refuseMessage = null;
    await vi.waitFor(
      () => expect(chat.store.get().messages.map((message) => message.id)).toEqual([id]),
      5000,
    );
    expect(chat.store.get().outbox).toEqual([]);
  });

  test("a file is uploaded, then sent as a message", async () => {
    const chat = await started();
    chat.upload([new File(["x"], "invoice.pdf", { type: "application/pdf" })]);
    await vi.waitFor(() => expect(api.server.received.some((frame) => frame.type === "message")).toBe(true));
    const message = api.server.received.find((frame) => frame.type === "message");
    expect(message).toMatchObject({ messageType: "attachment", attachmentIds: ["file-invoice.pdf"] });
    expect(chat.store.get().uploads).toEqual([]);
  });

  test("a file that is too large is not even sent; one of a refused kind says so", async () => {
    const chat = await talking();
    api.refusals.set("POST /v1/conversations/c1/attachments", {
      code: "attachment.kind_refused",
      status: 415,
    });
    const large = new File(["x"], "film.png");
    Object.defineProperty(large, "size", { value: 26 * 1024 * 1024 });
    chat.upload([large, new File(["x"], "virus.exe")]);
    await vi.waitFor(() =>
      expect(chat.store.get().uploads.map((one) => one.failure)).toEqual([
        "attachment.too_large",
        "attachment.kind_refused",
      ]),
    );
    chat.dismissUpload(chat.store.get().uploads[0]!.id);
    expect(chat.store.get().uploads).toHaveLength(1);
  });

  test("an empty file, and one that a proxy finds too large, are refused for what they are", async () => {
    const chat = await talking();
    chat.upload([new File([], "empty.txt")]);
    await vi.waitFor(() => expect(chat.store.get().uploads[0]?.failure).toBe("attachment.empty"));
    chat.dismissUpload(chat.store.get().uploads[0]!.id);
    api.refusals.set("POST /v1/conversations/c1/attachments", { code: "request.invalid", status: 413 });
    chat.upload([new File(["x"], "log.txt")]);
    await vi.waitFor(() => expect(chat.store.get().uploads[0]?.failure).toBe("request.too_large"));
  });

  test("a file that is chosen offline waits, and is sent when the network is back", async () => {
    const chat = await talking();
    api.isReachable = false;
    chat.upload([new File(["x"], "invoice.pdf", { type: "application/pdf" })]);
    await vi.waitFor(() => expect(chat.store.get().uploads[0]?.isWaiting).toBe(true));
    expect(chat.store.get().uploads[0]?.failure).toBeUndefined();
    api.isReachable = true;
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(chat.store.get().uploads).toEqual([]));
    await vi.waitFor(() =>
      expect(api.server.received).toContainEqual(
        expect.objectContaining({ attachmentIds: ["file-invoice.pdf"] }),
      ),
    );
  });

  test("a file that waits is not sent for the next customer, nor after it was discarded", async () => {
    const chat = await talking();
    api.isReachable = false;
    chat.upload([new File(["x"], "mine.pdf"), new File(["x"], "discarded.pdf")]);
    await vi.waitFor(() => expect(chat.store.get().uploads.every((one) => one.isWaiting)).toBe(true));
    chat.dismissUpload(chat.store.get().uploads[1]!.id);
    const sent = () => api.calls.filter((one) => one.path.endsWith("/attachments")).length;
    const before = sent();
    const identified = chat.identify("another customer's token");
    api.isReachable = true;
    await identified;
    window.dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(sent()).toBe(before);
    expect(chat.store.get().uploads).toEqual([]);
  });

  test("refusals of files go when the conversation ends", async () => {
    const chat = await talking();
    chat.upload([new File([], "empty.txt")]);
    await vi.waitFor(() => expect(chat.store.get().uploads).toHaveLength(1));
    api.record("conversation.closed");
    await vi.waitFor(() => expect(chat.store.get().uploads).toEqual([]));
  });
});
