/** Where an outbox keeps its messages: IndexedDB, or memory where that is missing, blocked or full. */
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

export async function openOutboxStore(name: string): Promise<OutboxStore> {
  try {
    return indexedDbStore(await openDatabase(`chorus.outbox.${name}`));
  } catch {
    return memoryStore();
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

function indexedDbStore(database: IDBDatabase): OutboxStore {
  // Another tab of a newer version must not wait for this one.
  database.onversionchange = () => database.close();

  const write = (change: (store: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
      change(transaction.objectStore(STORE));
    });

  return {
    all: () => {
      const store = database.transaction(STORE, "readonly").objectStore(STORE);
      return answer(store.getAll() as IDBRequest<OutboxMessage[]>);
    },
    put: (message) => write((store) => store.put(message)),
    remove: (id) => write((store) => store.delete(id)),
    close: () => database.close(),
  };
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
  return answer(request);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("failed"));
  });
}
