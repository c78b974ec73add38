/** Half a sentence outlives a page change, and is nobody else's; and what the frame keeps where it has no storage. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createChat, type Chat } from "../src/app/chat.ts";
import { FakeApi } from "./fake-api.ts";

let api: FakeApi;
const chats: Chat[] = [];
const draft = (chat: Chat) => chat.store.get().draft;

function arrive(): Chat {
  const chat = createChat({ inboxId: "inbox", language: "en" });
  chats.push(chat);
  return chat;
}

async function started(): Promise<Chat> {
  const chat = arrive();
  await chat.start();
  return chat;
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("indexedDB", new IDBFactory());
  api = new FakeApi();
  api.install(vi.stubGlobal);
});

afterEach(async () => {
  await Promise.all(chats.splice(0).map((chat) => chat.forget()));
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a draft", () => {
  test("is there again on the next page, and gone once it is sent", async () => {
    (await started()).write("My parcel is");
    const next = await started();
    expect(draft(next)).toBe("My parcel is");
    next.say(draft(next));
    next.write("");
    expect(draft(await started())).toBe("");
  });

  test("that was begun before the server answered goes on from what was kept", async () => {
    (await started()).write("My parcel ");
    const next = arrive();
    next.write("is late");
    await next.start();
    expect(draft(next)).toBe("My parcel is late");
    await next.start();
    expect(draft(next)).toBe("My parcel is late");
  });

  test("that was begun before the server answered is there on the next page, where the server does", async () => {
    api.isReachable = false;
    for (const text of ["My parcel ", "is late"]) {
      const chat = arrive();
      void chat.start();
      chat.write(text);
    }
    api.isReachable = true;
    const next = arrive();
    next.write(", again");
    await next.start();
    expect(draft(next)).toBe("My parcel is late, again");
    expect(draft(await started())).toBe("My parcel is late, again");
  });

  test("that was begun before the server answered is not shown to one whom the page names", async () => {
    arrive().write("I am nobody");
    api.customer = { ...api.customer, id: "cy", isVerified: true };
    const named = arrive();
    await named.identify("jwt");
    expect([draft(named), sessionStorage.length]).toEqual(["", 0]);
  });

  test("of one whom the page names is not kept before the server answered", () => {
    api.isReachable = false;
    const named = arrive();
    void named.identify("jwt");
    named.write("I am A");
    expect(sessionStorage.length).toBe(0);
  });

  test("is not shown to another person, and does not come back", async () => {
    const chat = await started();
    chat.write("I am A and");
    api.customer = { ...api.customer, id: "cy", isVerified: true };
    const known = chat.identify("jwt");
    expect(draft(chat)).toBe("");
    await known;
    expect([draft(chat), sessionStorage.length]).toEqual(["", 0]);
  });

  test("stays with a person who is named again", async () => {
    const chat = await started();
    chat.write("My parcel");
    await chat.identify("jwt");
    expect(draft(chat)).toBe("My parcel");
  });

  test("ends with a log-out", async () => {
    const chat = await started();
    chat.write("My parcel");
    await chat.forget();
    expect([draft(chat), sessionStorage.length]).toEqual(["", 0]);
  });
});

describe("where the frame has no storage", () => {
  /** As a new document: what the module remembers begins anew. */
  async function document(kept: string | undefined, keep: (text: string) => void): Promise<Chat> {
    vi.resetModules();
    const { keepWithPage } = await import("../src/app/storage.ts");
    const fresh = await import("../src/app/chat.ts");
    keepWithPage(kept, keep);
    const chat = fresh.createChat({ inboxId: "inbox", language: "en" });
    chats.push(chat);
    return chat;
  }

  beforeEach(() => {
    const denied = () => {
      throw new DOMException("denied", "SecurityError");
    };
    for (const name of ["getItem", "setItem", "removeItem"] as const)
      vi.spyOn(Storage.prototype, name).mockImplementation(denied);
    vi.stubGlobal("indexedDB", { open: denied });
  });

  test("the page keeps who this is, what is typed and what is not sent", async () => {
    let kept = "";
    const keep = vi.fn((text: string) => (kept = text));
    const before = await document(undefined, keep);
    await before.start();
    api.isReachable = false;
    before.say("Not sent");
    before.write("Half a");
    await vi.waitFor(() => expect(kept).toContain("Not sent"));
    expect(kept).toContain("device");

    api.isReachable = true;
    const after = await document(kept, keep);
    await after.start();
    const starts = api.calls.filter((one) => one.path === "/v1/widget/start");
    expect(starts.at(-1)!.body).toMatchObject({ deviceToken: "device" });
    expect(draft(after)).toBe("Half a");
    await vi.waitFor(() =>
      expect(after.store.get().messages.map((message) => message.content)).toEqual(["Not sent"]),
    );
  });

  test("what the page gives back is not trusted to have a shape", async () => {
    for (const kept of ["{", "null", '{"a":1}', "[1]", '[["chorus.device.inbox",7]]']) {
      const chat = await document(kept, vi.fn());
      await chat.start();
      expect(chat.store.get().phase).toBe("ready");
    }
  });

  test("a log-out leaves nothing with the page", async () => {
    const keep = vi.fn();
    const chat = await document(undefined, keep);
    await chat.start();
    chat.write("Half a");
    await chat.forget();
    expect(keep.mock.lastCall).toEqual([""]);
  });
});
