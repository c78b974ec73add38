/** Receipts, typing, the way to a person and back, and whose device it is. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createChat, type Chat } from "../src/app/chat.ts";
import { unreadOf } from "../src/app/state.ts";
import { FakeBrowser } from "../../wire/tests/fake-browser.ts";
import { FakeApi } from "./fake-api.ts";

let api: FakeApi;
const chats: Chat[] = [];
const called = (method: string, path: string) =>
  api.calls.filter((one) => one.method === method && one.path === path);
const texts = (chat: Chat) => chat.store.get().messages.map((message) => message.content);

async function started(options: { isVisible?: boolean; pageOrigin?: string } = {}): Promise<Chat> {
  const chat = createChat({ inboxId: "inbox", language: "en", pageOrigin: options.pageOrigin });
  chats.push(chat);
  if (options.isVisible) chat.setVisible(true);
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

describe("reading", () => {
  test("what arrives is acknowledged, and read only when somebody looks", async () => {
    const chat = await talking();
    api.say("agent", "Good morning");
    const receipts = () => api.server.received.filter((frame) => frame.type === "receipt");
    await vi.waitFor(() => expect(receipts()).toEqual([{ type: "receipt", delivered: 3, read: 0 }]));
    expect(unreadOf(chat.store.get())).toBe(1);
    chat.setVisible(true);
    await vi.waitFor(() => expect(receipts().at(-1)).toEqual({ type: "receipt", delivered: 3, read: 3 }));
    expect(unreadOf(chat.store.get())).toBe(0);
  });

  test("who writes is shown until the message is there", async () => {
    const chat = await talking();
    api.server.line.push({ type: "typing", state: "started", role: "agent", name: "Ada" });
    expect(chat.store.get().typing).toEqual({ name: "Ada", role: "agent" });
    api.say("agent", "Hi");
    expect(chat.store.get().typing).toBeNull();
    api.server.line.push({ type: "typing", state: "started" });
    expect(chat.store.get().typing).toBeNull();
  });

  test("our own writing is told now and then, and its end", async () => {
    const chat = await talking();
    chat.typed();
    chat.typed();
    chat.say("done");
    const told = api.server.received.filter((frame) => frame.type === "typing").map((frame) => frame.state);
    expect(told).toEqual(["started", "stopped"]);
  });

  test("older messages come above", async () => {
    const chat = await talking();
    const older = { ...chat.store.get().messages[0]!, id: "old", content: "Before", position: 1 };
    api.page = { items: [older], hasMore: false };
    await chat.loadEarlier();
    expect(texts(chat)).toEqual(["Before", "Hello"]);
  });
});

describe("a person", () => {
  test("can be asked for at once, with a place in the queue that moves", async () => {
    const chat = await started();
    expect(await chat.askForPerson()).toBeUndefined();
    await vi.waitFor(() => expect(chat.store.get().place?.place).toBe(2));
    expect(chat.store.get().conversation?.status).toBe("waiting");
    await vi.waitFor(() => expect(chat.store.get().connection).toBe("open"));
    const frame = { type: "queue", conversationId: "c1", place: 1, isSomebodyOnDuty: true } as const;
    api.server.line.push(frame);
    expect(chat.store.get().place).toEqual({ place: 1, estimatedWaitSeconds: null, isSomebodyOnDuty: true });
  });

  test("joins, and the queue is forgotten", async () => {
    const chat = await talking();
    await chat.askForPerson();
    api.record("conversation.assigned", { agentId: "ada", agentName: "Ada", liveChatSessionId: "s" });
    await vi.waitFor(() => expect(chat.store.get().conversation?.assignee?.name).toBe("Ada"));
    expect(chat.store.get()).toMatchObject({ place: null, happenings: [{ kind: "joined", name: "Ada" }] });
  });

  test("is no longer wanted", async () => {
    const chat = await talking();
    await chat.askForPerson();
    expect(await chat.cancelWait()).toBeUndefined();
    await vi.waitFor(() => expect(chat.store.get().conversation?.status).toBe("bot"));
  });

  test("will answer by e-mail when nobody is there", async () => {
    const chat = await talking();
    await chat.askForPerson();
    expect(await chat.leaveContact("bao@example.com", "")).toBeUndefined();
    await vi.waitFor(() => expect(chat.store.get().conversation?.isCallbackPromised).toBe(true));
    expect(called("POST", "/v1/conversations/c1/contact")[0]!.body).toEqual({ email: "bao@example.com" });
  });

  test("a refusal is told by its code", async () => {
    const chat = await talking();
    api.refusals.set("POST /v1/conversations/c1/escalation", {
      code: "conversation.already_escalated",
      status: 409,
    });
    expect(await chat.askForPerson()).toBe("conversation.already_escalated");
  });

  test("is rated at the end, and another conversation can begin", async () => {
    const chat = await talking();
    api.record("conversation.closed");
    expect(await chat.rate("c1", 5, "")).toBeUndefined();
    await vi.waitFor(() => expect(chat.store.get().conversation?.rating?.score).toBe(5));
    expect(await chat.startAnew()).toBeUndefined();
    expect(chat.store.get().conversation).toMatchObject({ id: "c2", status: "bot" });
  });
});

describe("whose device", () => {
  const unsent = async (chat: Chat) => {
    api.isReachable = false;
    api.server.isReachable = false;
    api.server.lines.forEach((line) => line.drop(1006));
    chat.say("unsent");
    await vi.waitFor(() => expect(chat.store.get().outbox).toHaveLength(1));
    api.isReachable = api.server.isReachable = true;
  };

  test("the site says who it is, and the conversation begins with that", async () => {
    const chat = await started();
    api.customer = { id: "bao", name: "Bao", email: "bao@example.com", isVerified: true };
    await chat.identify("jwt");
    expect(called("POST", "/v1/widget/start").at(-1)!.body).toMatchObject({ identityToken: "jwt" });
    expect(chat.store.get().customer?.name).toBe("Bao");
  });

  const askingPage = (...answers: (string | undefined)[]) => {
    const ask = vi.fn(() => Promise.resolve(answers.shift()));
    const chat = createChat({ inboxId: "inbox", language: "en", askIdentity: ask });
    chats.push(chat);
    return { chat, ask };
  };
  const named = () => called("POST", "/v1/widget/start").map((one) => one.body.identityToken);

  test("each further start has the site's word of then, or the last one where there is none", async () => {
    const { chat, ask } = askingPage("second", undefined);
    await chat.identify("first", true);
    expect(ask).not.toHaveBeenCalled();
    await chat.start();
    await chat.start();
    expect(named()).toEqual(["first", "second", "second"]);
  });

  test("a site that gave a text is not asked, and who began as nobody stays so", async () => {
    const { chat, ask } = askingPage("late", "late");
    await chat.identify("text");
    await chat.start();
    await chat.identify(undefined, true);
    await chat.start();
    expect(ask).not.toHaveBeenCalled();
    expect(named()).toEqual(["text", "text", undefined, undefined]);
  });

  test("an answer that comes after the next person's is nobody's", async () => {
    let late: (token: string) => void = () => undefined;
    const chat = createChat({
      inboxId: "inbox",
      language: "en",
      askIdentity: () => new Promise((resolve) => (late = resolve)),
    });
    chats.push(chat);
    await chat.identify("ada", true);
    const again = chat.start();
    const next = chat.identify("lin");
    late("ada again");
    await Promise.all([again, next]);
    expect(named()).not.toContain("ada again");
    expect(named().at(-1)).toBe("lin");
  });

  test("what one customer left unsent is never sent by the next", async () => {
    api.customer = { id: "bao", name: "Bao", email: null, isVerified: true };
    const chat = await talking();
    await unsent(chat);
    api.customer = { id: "lin", name: "Lin", email: null, isVerified: true };
    await chat.identify("another");
    await vi.waitFor(() => expect(chat.store.get().outbox).toEqual([]));
    expect([...api.server.accepted.keys()]).toHaveLength(1);
  });

  test("forgotten, the device keeps nothing", async () => {
    const chat = await talking();
    await unsent(chat);
    await chat.forget();
    expect([localStorage.length, chat.store.get().outbox]).toEqual([0, []]);
    await started();
    expect(called("POST", "/v1/widget/start").at(-1)!.body.deviceToken).toBeUndefined();
  });
});

describe("several tabs of a customer", () => {
  test("share one socket, and each shows what is said once", async () => {
    const browser = new FakeBrowser();
    browser.install();
    const first = await talking();
    const second = await browser.open(() => started());
    await vi.waitFor(() => expect(second.store.get().connection).toBe("open"));
    api.say("agent", "Good morning");
    second.say("Good morning to you");
    const all = ["Hello", "Good morning", "Good morning to you"];
    await vi.waitFor(() => expect([texts(first), texts(second)]).toEqual([all, all]));
    expect(api.server.open()).toHaveLength(1);
    expect([first, second].map((chat) => chat.store.get().outbox)).toEqual([[], []]);
  });

  test("who asks to try again waits no longer, also before anything was opened", async () => {
    api.isReachable = false;
    vi.mocked(Math.random).mockReturnValue(1_000);
    const chat = await started();
    expect(chat.store.get().connection).toBe("reconnecting");
    api.isReachable = true;
    chat.reconnectNow();
    await vi.waitFor(() => expect(chat.store.get().phase).toBe("ready"));
  });
});
