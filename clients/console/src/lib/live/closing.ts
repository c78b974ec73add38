/**
 * Conversations that are about to be closed. A close takes effect after a few seconds, in which it can be undone: done at
 * once, it would show the customer a rating form that an undo could not take back.
 */
import { toasts } from "@/lib/toasts";

export const UNDO_MS = 5_000;

export interface Closings {
  ids: () => readonly string[];
  subscribe: (listener: () => void) => () => void;
  has: (id: string) => boolean;
  /** `onUndo` is called when the agent takes it back. */
  begin: (id: string, name: string, onUndo: () => void) => void;
  undo: (id: string) => void;
  /** Somebody else decided: the customer went on, a colleague closed it. */
  drop: (id: string) => void;
  /** The page goes away: what was pressed is done now. */
  flush: () => void;
}

interface Entry {
  timer: ReturnType<typeof setTimeout>;
  toast: string;
  onUndo: () => void;
}

/** `commit` closes it; it has to say itself when that fails. */
export function createClosings(commit: (id: string) => void): Closings {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  let ids: readonly string[] = [];
  const changed = () => {
    ids = [...entries.keys()];
    listeners.forEach((listener) => listener());
  };

  function take(id: string): Entry | undefined {
    const entry = entries.get(id);
    if (!entry) return undefined;
    clearTimeout(entry.timer);
    entries.delete(id);
    changed();
    return entry;
  }

  function drop(id: string): void {
    const entry = take(id);
    if (entry) toasts.close(entry.toast);
  }

  function finish(id: string): void {
    if (take(id)) commit(id);
  }

  function undo(id: string): void {
    const entry = entries.get(id);
    drop(id);
    entry?.onUndo();
  }

  return {
    ids: () => ids,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    has: (id) => entries.has(id),
    begin: (id, name, onUndo) => {
      if (entries.has(id)) return;
      const toast = toasts.add({
        type: "success",
        title: "Conversation closed",
        description: name,
        timeout: UNDO_MS,
        actionProps: { children: "Undo", onClick: () => undo(id) },
      });
      entries.set(id, { timer: setTimeout(() => finish(id), UNDO_MS), toast, onUndo });
      changed();
    },
    undo,
    drop,
    flush: () => [...entries.keys()].forEach(finish),
  };
}
