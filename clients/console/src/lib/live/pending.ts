/** What was typed here and is not acknowledged yet, for components to show. */
import type { Outbox, OutboxMessage } from "@chorus/wire";

export type PendingMessage = OutboxMessage;

export function createPending() {
  const listeners = new Set<() => void>();
  let messages: readonly OutboxMessage[] = [];
  return {
    outbox: undefined as Outbox | undefined,
    messages: () => messages,
    changed: (next: readonly OutboxMessage[]): void => {
      messages = next;
      listeners.forEach((listener) => listener());
    },
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
