/** Where an outbox keeps its messages: IndexedDB; where that is missing, blocked or full, a small storage or memory. */
import { within, type KeyValue } from "./browser.ts";

export interface OutboxMessage {
  id: string;
  conversationId: string;
  content: string;
  messageType: "text" | "attachment" | "note";
  attachmentIds: string[];
  createdAt: string;
  state: "pending" | "refused";
  /** Why it was refused. */
  code?: string;
}

export interface OutboxStore {
  all: () => Promise<OutboxMessage[]>;
  put: (message: OutboxMessage) => Promise<void>;
  remove: (id: string) => Promise<void>;
  close: () => void;
}

const STORE = "messages";
/** Blocked or broken, IndexedDB may never answer: sending must not wait for it. */
const OPEN_WITHIN_MS = 2_000;
const DONE_WITHIN_MS = 4_000;

export async function openOutboxStore(name: string, instead: () => OutboxStore): Promise<OutboxStore> {
  try {
    return indexedDbStore(await openDatabase(`chorus.outbox.${name}`));
  } catch {
    return instead();
  }
}

export function memoryStore(): OutboxStore {
  const rows = new Map<string, OutboxMessage>();
  return {
    all: () => Promise.resolve([...rows.values()]),
    put: (message) => Promise.resolve(void rows.set(message.id, message)),
    remove: (id) => Promise.resolve(void rows.delete(id)),
    close: () => undefined,
  };
}

/** All of them under one key: for the few that wait where there is no database. */
export function keyValueStore(kept: KeyValue, key: string): OutboxStore {
  const read = (): OutboxMessage[] => {
    try {
      const rows: unknown = JSON.parse(kept.get(key) ?? "[]");
      return Array.isArray(rows) ? (rows as OutboxMessage[]) : [];
    } catch {
      return [];
    }
  };
  const without = (id: string) => read().filter((row) => row.id !== id);
  const write = (rows: OutboxMessage[]) => {
    kept.set(key, rows.length > 0 ? JSON.stringify(rows) : null);
    return Promise.resolve();
  };
  return {
    all: () => Promise.resolve(read()),
    put: (message) => write([...without(message.id), message]),
    remove: (id) => write(without(id)),
    close: () => undefined,
  };
}

function indexedDbStore(database: IDBDatabase): OutboxStore {
  // Another tab of a newer version must not wait for this one.
  database.onversionchange = () => database.close();

  const write = (change: (store: IDBObjectStore) => void) => {
    const done = new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      change(transaction.objectStore(STORE));
    });
    return within(DONE_WITHIN_MS, done);
  };

  return {
    async all() {
      const store = database.transaction(STORE, "readonly").objectStore(STORE);
      return within(DONE_WITHIN_MS, answer(store.getAll() as IDBRequest<OutboxMessage[]>));
    },
    put: (message) => write((store) => store.put(message)),
    remove: (id) => write((store) => store.delete(id)),
    close: () => database.close(),
  };
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
  const opened = answer(request);
  return within(OPEN_WITHIN_MS, opened).catch((error: unknown) => {
    // One that comes too late is not left open.
    void opened.then((database) => database.close()).catch(() => undefined);
    throw error;
  });
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("failed"));
  });
}
