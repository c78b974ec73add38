/**
 * What was typed and is not yet acknowledged: kept over a reload, sent in order, one at a time for each conversation,
 * until the server has it or refuses it. The id makes a repetition harmless; Web Locks make it rare between tabs.
 */
import { createBackoff } from "./backoff.ts";
import { inTurn, openChannel } from "./browser.ts";
import { remedyOf } from "./errors.ts";
import { memoryStore, openOutboxStore, type OutboxMessage, type OutboxStore } from "./outbox-store.ts";
import { newId } from "./uuid7.ts";

export interface OutboxOptions {
  /** Per person: another one on the same device must not send it. */
  name: string;
  /** Resolves when the server has it; throws with `code` and `retryable`. */
  send: (message: OutboxMessage) => Promise<unknown>;
  onChange?: (messages: readonly OutboxMessage[]) => void;
  /** What keeps them where there is no IndexedDB; memory unless told otherwise. */
  instead?: () => OutboxStore;
}

export interface Draft {
  conversationId: string;
  content: string;
  messageType?: OutboxMessage["messageType"];
  attachmentIds?: string[];
  id?: string;
}

export type Outbox = ReturnType<typeof createOutbox>;
export const OUTBOX_MAX = 500;

export function createOutbox({ name, send, onChange, instead = memoryStore }: OutboxOptions) {
  const rows = new Map<string, OutboxMessage>();
  const busy = new Set<string>();
  const saving = new Map<string, OutboxMessage>();
  const removing = new Set<string>();
  const backoff = createBackoff();
  const others = openChannel(`chorus.outbox.${name}`);
  let store: OutboxStore = memoryStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;

  const ready = openOutboxStore(name, instead).then(async (opened) => {
    const early = [...rows.values()];
    store = opened;
    await Promise.all(early.map(persist));
    await reload();
    flush();
  });

  const list = () => [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const changed = () => onChange?.(list());

  function announce(): void {
    if (!isClosed) others?.postMessage("changed");
    changed();
  }

  /** A store that refuses (full, or closed by the browser) is replaced: sending goes on. */
  async function persist(row: OutboxMessage): Promise<void> {
    saving.set(row.id, row);
    try {
      await store.put(row);
    } catch {
      store = instead();
      await Promise.all(list().map((one) => store.put(one)));
    } finally {
      if (saving.get(row.id) === row) saving.delete(row.id);
    }
  }

  async function reload(): Promise<void> {
    const stored = await store.all().catch(list);
    rows.clear();
    // What is being written or removed right now is newer than what was read.
    for (const row of [...stored, ...saving.values()]) if (!removing.has(row.id)) rows.set(row.id, row);
    changed();
  }

  function update(row: OutboxMessage): Promise<void> {
    rows.set(row.id, row);
    const kept = persist(row);
    announce();
    return kept;
  }

  async function forget(id: string): Promise<void> {
    if (!rows.delete(id)) return;
    removing.add(id);
    changed();
    await store.remove(id).catch(() => undefined);
    removing.delete(id);
    announce();
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const waiting = new Set(
      list()
        .filter(isPending)
        .map((row) => row.conversationId),
    );
    for (const conversationId of waiting) void drain(conversationId);
  }

  async function drain(conversationId: string): Promise<void> {
    if (isClosed || busy.has(conversationId)) return;
    busy.add(conversationId);
    let isInterrupted = true;
    try {
      isInterrupted = await inTurn(`chorus.outbox.${name}.${conversationId}`, TURN_WITHIN_MS, async () => {
        await ready;
        // While this tab waited for its turn, another may have sent some of it.
        await reload();
        return sendAll(conversationId);
      });
    } catch {
      // Another tab took the turn away. What it does not send is sent from here later.
      timer ??= setTimeout(flush, backoff.next());
    } finally {
      busy.delete(conversationId);
    }
    if (!isInterrupted && nextOf(conversationId)) void drain(conversationId);
  }

  const nextOf = (conversationId: string) =>
    list().find((row) => isPending(row) && row.conversationId === conversationId);

  /** Says whether it had to stop before the end. */
  async function sendAll(conversationId: string): Promise<boolean> {
    for (let row = nextOf(conversationId); row && !isClosed; row = nextOf(conversationId)) {
      try {
        await send(row);
      } catch (error) {
        const { code, retryable, retryAfterMs } = remedyOf(error);
        if (retryable) {
          timer ??= setTimeout(flush, backoff.next(retryAfterMs));
          return true;
        }
        // Only if it still stands here: it may have been moved to another conversation or thrown away meanwhile.
        if (rows.get(row.id) === row) await update({ ...row, state: "refused", code });
        continue;
      }
      backoff.reset();
      await forget(row.id);
    }
    return false;
  }

  if (others) others.onmessage = () => void reload();

  return {
    ready,
    list,
    /** Shown at once and kept before it is sent. */
    add({ id = newId(), messageType = "text", attachmentIds = [], ...rest }: Draft): OutboxMessage {
      if (rows.size >= OUTBOX_MAX) throw new Error("outbox.full");
      const createdAt = new Date().toISOString();
      const row: OutboxMessage = { ...rest, id, messageType, attachmentIds, createdAt, state: "pending" };
      void update(row).then(() => drain(row.conversationId));
      return row;
    },
    /** Now is a good moment: the socket is open. */
    flush() {
      backoff.reset();
      flush();
    },
    /** Its event came by: the server has it, whatever became of the answer. */
    acknowledge: (id: string) => forget(id),
    /** Once more, after a refusal. */
    async retry(id: string): Promise<void> {
      const row = rows.get(id);
      if (!row) return;
      const { code: _, ...rest } = row;
      await update({ ...rest, state: "pending" });
      await drain(row.conversationId);
    },
    discard: (id: string) => forget(id),
    /** What was meant for one conversation goes to another, with the same ids. */
    async move(from: string, to: string): Promise<void> {
      for (const row of list()) {
        if (row.conversationId !== from || !isPending(row)) continue;
        await update({ ...row, conversationId: to });
      }
      await drain(to);
    },
    /** Throws everything away, such as at a log-out. */
    async clear(): Promise<void> {
      for (const row of list()) await forget(row.id);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      others?.close();
      store.close();
    },
  };
}

const isPending = (row: OutboxMessage) => row.state === "pending";

/** A tab that keeps the others waiting for so long is frozen, or slow: ids make it harmless that two send the same. */
const TURN_WITHIN_MS = 20_000;
