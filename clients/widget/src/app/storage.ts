/**
 * What the frame keeps on this device: in its own storage or, where the browser blocks that for a frame of another site,
 * with the page around it, which keeps it for this tab (docs/decisions/0017).
 */
import { keyValueStore, local, session, type KeyValue, type OutboxStore } from "@chorus/wire";

/** With the page: beyond this, the newest is in memory alone. */
const WITH_PAGE_MAX = 60_000;
let withPage = new Map<string, string>();
let tell: (text: string) => void = () => undefined;

const pages: KeyValue = {
  get: (key) => withPage.get(key) ?? null,
  set(key, value) {
    if ((withPage.get(key) ?? null) === value) return;
    if (value === null) withPage.delete(key);
    else withPage.set(key, value);
    const text = withPage.size > 0 ? JSON.stringify([...withPage]) : "";
    if (text.length <= WITH_PAGE_MAX) tell(text);
  },
  isKept: () => true,
};

/** What the page kept of an earlier page's chat, and how to tell it what to keep. */
export function keepWithPage(kept: string | undefined, keep: (text: string) => void): void {
  tell = keep;
  try {
    const entries = JSON.parse(kept ?? "[]") as [unknown, unknown][];
    const isText = ([key, value]: [unknown, unknown]) => typeof key === "string" && typeof value === "string";
    withPage = new Map(entries.filter(isText) as [string, string][]);
  } catch {
    withPage = new Map();
  }
}

const place = (own: KeyValue) => (own.isKept() ? own : pages);

export const readStored = (key: string) => place(local).get(key);
export const writeStored = (key: string, value: string | null) => place(local).set(key, value);

/** For this tab alone; outlives a reload and a page change. */
export const readOfTab = (key: string) => place(session).get(key);
export const writeOfTab = (key: string, value: string | null) => place(session).set(key, value);

/** For the outbox, where there is no IndexedDB. */
export const outboxInstead =
  (name: string): (() => OutboxStore) =>
  () =>
    keyValueStore(place(local), `chorus.outbox.${name}`);
