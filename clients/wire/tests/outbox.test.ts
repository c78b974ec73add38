/** Text typed is kept until the server has it: over failures, over a reload, over two tabs. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ChorusApiError, createOutbox, OUTBOX_MAX, type Outbox, type OutboxMessage } from "../src/index.ts";
import { FakeBrowser } from "./fake-browser.ts";

const open: Outbox[] = [];
const later = new ChorusApiError({ code: "server.busy", retryable: true });
const never = new ChorusApiError({ code: "message.too_long" });
const hello = { conversationId: "c1", content: "Hello" };
const texts = (messages: readonly OutboxMessage[]) => messages.map((message) => message.content);

function outbox(send: (message: OutboxMessage) => Promise<unknown>): Outbox {
  const made = createOutbox({ name: "bao", send });
  open.push(made);
  return made;
}

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.spyOn(Math, "random").mockReturnValue(0);
});

afterEach(() => {
  open.splice(0).forEach((one) => one.close());
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("sending", () => {
  test("what is acknowledged leaves it", async () => {
    const sent: string[] = [];
    const box = outbox(({ content }) => Promise.resolve(sent.push(content)));
    box.add(hello);
    expect(texts(box.list())).toEqual(["Hello"]);
    await vi.waitFor(() => expect(box.list()).toEqual([]));
    expect(sent).toEqual(["Hello"]);
  });

  test("a conversation's messages go one at a time and in order, with the same id at every try", async () => {
    const tries: [string, string][] = [];
    let isAway = true;
    const box = outbox((message) => {
      tries.push([message.id, message.content]);
      return isAway ? Promise.reject(later) : Promise.resolve();
    });
    const ids = ["one", "two", "three"].map((content) => box.add({ ...hello, content }).id);
    await vi.waitFor(() => expect(tries.length).toBeGreaterThan(1));
    expect(new Set(tries.map(([, content]) => content))).toEqual(new Set(["one"]));
    isAway = false;
    await vi.waitFor(() => expect(box.list()).toEqual([]));
    expect(tries.slice(-3)).toEqual([
      [ids[0], "one"],
      [ids[1], "two"],
      [ids[2], "three"],
    ]);
  });

  test("one conversation does not wait for another", async () => {
    const sent: string[] = [];
    const box = outbox(({ conversationId, content }) =>
      conversationId === "c1" ? new Promise(() => undefined) : Promise.resolve(sent.push(content)),
    );
    box.add(hello);
    box.add({ conversationId: "c2", content: "Other" });
    await vi.waitFor(() => expect(sent).toEqual(["Other"]));
  });

  test("what is refused stays with its reason, and those behind it go on", async () => {
    const box = outbox(({ content }) => (content === "bad" ? Promise.reject(never) : Promise.resolve()));
    box.add({ ...hello, content: "bad" });
    box.add({ ...hello, content: "good" });
    await vi.waitFor(() =>
      expect(box.list()).toMatchObject([{ content: "bad", state: "refused", code: "message.too_long" }]),
    );
  });

  test("a refused one can be sent again or thrown away", async () => {
    let isStrict = true;
    const box = outbox(() => (isStrict ? Promise.reject(never) : Promise.resolve()));
    const first = box.add(hello);
    const second = box.add(hello);
    await vi.waitFor(() => expect(box.list().map((row) => row.state)).toEqual(["refused", "refused"]));
    isStrict = false;
    await box.retry(first.id);
    await box.discard(second.id);
    await vi.waitFor(() => expect(box.list()).toEqual([]));
  });

  test("an event that came by counts as the answer", async () => {
    const box = outbox(() => new Promise(() => undefined));
    const { id } = box.add(hello);
    await box.acknowledge(id);
    expect(box.list()).toEqual([]);
  });

  test("moved to another conversation it goes there with the same id, also in the middle of a refusal", async () => {
    const sent: [string, string][] = [];
    const box: Outbox = outbox(async ({ conversationId, id }) => {
      if (conversationId === "closed") {
        await box.move("closed", "new");
        throw new ChorusApiError({ code: "conversation.closed" });
      }
      sent.push([conversationId, id]);
    });
    const { id } = box.add({ ...hello, conversationId: "closed" });
    await vi.waitFor(() => expect(box.list()).toEqual([]));
    expect(sent).toEqual([["new", id]]);
  });

  test("it is bounded", () => {
    const box = outbox(() => new Promise(() => undefined));
    for (let count = 0; count < OUTBOX_MAX; count++) box.add(hello);
    expect(() => box.add(hello)).toThrow("outbox.full");
  });
});

describe("keeping", () => {
  test("it survives a reload and is sent once", async () => {
    const before = outbox(() => Promise.reject(later));
    const { id } = before.add(hello);
    await before.ready;
    await vi.waitFor(async () => expect(await stored()).toHaveLength(1));
    before.close();
    const sent: string[] = [];
    const after = outbox((message) => Promise.resolve(sent.push(message.id)));
    await vi.waitFor(() => expect(sent).toEqual([id]));
    await vi.waitFor(async () => expect([after.list(), await stored()]).toEqual([[], []]));
  });

  test("two tabs with locks send each message once", async () => {
    const sent: string[] = [];
    const send = async ({ content }: OutboxMessage) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      sent.push(content);
    };
    new FakeBrowser().install();
    const one = outbox(send);
    const other = outbox(send);
    for (let count = 0; count < 10; count++) (count % 2 ? one : other).add({ ...hello, content: `${count}` });
    await vi.waitFor(async () => expect([one.list(), other.list(), await stored()]).toEqual([[], [], []]));
    expect(sent.toSorted().join("")).toBe("0123456789");
  });

  test("a tab that is frozen while it sends does not keep the others from sending", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const browser = new FakeBrowser();
    browser.install();
    const frozen = outbox(() => new Promise(() => undefined));
    frozen.add(hello);
    await vi.waitFor(() => expect(browser.holders()).toHaveLength(1));
    const sent: string[] = [];
    const other = outbox(({ content }) => Promise.resolve(sent.push(content)));
    await other.ready;
    other.add({ ...hello, content: "Second" });
    await vi.advanceTimersByTimeAsync(19_000);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(sent).toEqual(["Hello", "Second"]));
  });

  test("what one tab adds, the other shows", async () => {
    const one = outbox(() => Promise.reject(later));
    const other = outbox(() => Promise.reject(later));
    one.add(hello);
    await vi.waitFor(() => expect(texts(other.list())).toEqual(["Hello"]));
  });

  test("without IndexedDB it works from memory", async () => {
    vi.stubGlobal("indexedDB", undefined);
    const sent: string[] = [];
    const box = outbox(({ content }) => Promise.resolve(sent.push(content)));
    box.add(hello);
    await vi.waitFor(() => expect(box.list()).toEqual([]));
    expect(sent).toEqual(["Hello"]);
  });

  test("a store that breaks later is replaced by memory", async () => {
    let isAway = true;
    const box = outbox(() => (isAway ? Promise.reject(later) : Promise.resolve()));
    await box.ready;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    box.add(hello);
    box.add({ ...hello, content: "again" });
    await vi.waitFor(() => expect(texts(box.list())).toEqual(["Hello", "again"]));
    isAway = false;
    box.flush();
    await vi.waitFor(() => expect(box.list()).toEqual([]));
  });

  test("clearing leaves nothing for the next person on this device", async () => {
    const box = outbox(() => Promise.reject(later));
    box.add(hello);
    await box.ready;
    await box.clear();
    expect([box.list(), await stored()]).toEqual([[], []]);
  });
});

async function stored(): Promise<unknown[]> {
  const request = indexedDB.open("chorus.outbox.bao", 1);
  const database = await new Promise<IDBDatabase>(
    (resolve) => (request.onsuccess = () => resolve(request.result)),
  );
  const all = database.transaction("messages").objectStore("messages").getAll();
  const rows = await new Promise<unknown[]>((resolve) => (all.onsuccess = () => resolve(all.result)));
  database.close();
  return rows;
}
