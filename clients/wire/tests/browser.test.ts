/** Everything goes on where the browser has storage, locks and channels but gives none of them. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createOutbox,
  inTurn,
  isComposing,
  keyValue,
  keyValueStore,
  usableLocks,
  type OutboxMessage,
} from "../src/index.ts";

const denied = () => {
  throw new DOMException("denied", "SecurityError");
};
const never = () => new Promise<never>(() => undefined);
const LOCKS: [string, () => unknown][] = [
  ["refuses", () => Promise.reject(new DOMException("denied", "SecurityError"))],
  ["throws", denied],
  ["never answers", never],
];

function stubLocks(request: () => unknown): void {
  vi.stubGlobal("navigator", { locks: { request } });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("indexedDB", new IDBFactory());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("small texts", () => {
  test("are in the storage, and found by the next page", () => {
    const rows = new Map<string, string>();
    const storage = {
      getItem: (key: string) => rows.get(key) ?? null,
      setItem: (key: string, value: string) => void rows.set(key, value),
      removeItem: (key: string) => void rows.delete(key),
    } as Storage;
    const texts = keyValue(() => storage);
    texts.set("a", "1");
    expect([texts.isKept(), [...rows]]).toEqual([true, [["a", "1"]]]);
    expect(keyValue(() => storage).get("a")).toBe("1");
  });

  test("last as long as the page where storage is forbidden", () => {
    const texts = keyValue(denied);
    texts.set("a", "1");
    expect([texts.isKept(), texts.get("a")]).toEqual([false, "1"]);
    texts.set("a", null);
    expect(texts.get("a")).toBeNull();
  });

  test("that a full storage refused are newer than what it has", () => {
    const full = { getItem: () => "old", setItem: denied, removeItem: denied } as unknown as Storage;
    const texts = keyValue(() => full);
    expect(texts.get("a")).toBe("old");
    texts.set("a", "new");
    expect(texts.get("a")).toBe("new");
    texts.set("a", null);
    expect(texts.get("a")).toBeNull();
  });
});

describe("a browser whose lock", () => {
  test.each(LOCKS)("%s has none that can be used, and work is done without", async (_, request) => {
    stubLocks(request);
    const found = usableLocks();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await found).toBeUndefined();
    expect(await inTurn("a", 1_000, () => Promise.resolve("done"))).toBe("done");
  });

  test.each(LOCKS)("%s still sends what is written", async (_, request) => {
    stubLocks(request);
    const sent: string[] = [];
    const box = createOutbox({
      name: "bao",
      send: ({ content }) => Promise.resolve(sent.push(content)),
    });
    box.add({ conversationId: "c1", content: "Hello" });
    await vi.advanceTimersByTimeAsync(3_000);
    await vi.waitFor(() => expect([sent, box.list()]).toEqual([["Hello"], []]));
    box.close();
  });

  test("is refused later does the work once, and tells its failure once", async () => {
    const request = vi.fn((_name: string, ...rest: unknown[]) => {
      const work = rest.at(-1) as () => unknown;
      return request.mock.calls.length === 1 ? Promise.resolve(work()) : denied();
    });
    stubLocks(request as never);
    const work = vi.fn(() => Promise.reject(new Error("away")));
    await expect(inTurn("a", 1_000, work)).rejects.toThrow("away");
    expect(work).toHaveBeenCalledOnce();
  });
});

describe("an outbox", () => {
  const writes = () => {
    const sent: OutboxMessage[] = [];
    const box = createOutbox({ name: "bao", send: (message) => Promise.resolve(sent.push(message)) });
    box.add({ conversationId: "c1", content: "Hello" });
    return { box, sent };
  };

  test("works where channels are forbidden", async () => {
    vi.stubGlobal("BroadcastChannel", function () {
      denied();
    });
    const { box, sent } = writes();
    await vi.waitFor(() => expect([sent.length, box.list()]).toEqual([1, []]));
    box.close();
  });

  test("does not wait for a database that never opens", async () => {
    vi.stubGlobal("indexedDB", { open: () => ({}) });
    const { box, sent } = writes();
    await vi.advanceTimersByTimeAsync(2_000);
    await vi.waitFor(() => expect([sent.length, box.list()]).toEqual([1, []]));
    box.close();
  });

  test("without a database keeps its messages where it is told, over a reload", async () => {
    vi.stubGlobal("indexedDB", { open: denied });
    const texts = keyValue(denied);
    const instead = () => keyValueStore(texts, "rows");
    const before = createOutbox({ name: "bao", send: never, instead });
    const { id } = before.add({ conversationId: "c1", content: "Hello" });
    await before.ready;
    await vi.waitFor(() => expect(texts.get("rows")).toContain("Hello"));
    before.close();
    const sent: string[] = [];
    const after = createOutbox({ name: "bao", send: (row) => Promise.resolve(sent.push(row.id)), instead });
    await vi.waitFor(() => expect([sent, texts.get("rows")]).toEqual([[id], null]));
    after.close();
  });
});

test("an Enter of an input method is known by its flag or, in Safari, by its code alone", () => {
  expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
  expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
});
