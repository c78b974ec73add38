/** Small things a browser remembers for one person: what was seen, what is half-written, what was switched off. */
import { useSyncExternalStore } from "react";

export function createStored<T>(key: string, initial: T, storage: Storage = localStorage) {
  const listeners = new Set<() => void>();
  let value = read();

  function read(): T {
    try {
      const text = storage.getItem(key);
      return text === null ? initial : (JSON.parse(text) as T);
    } catch {
      return initial;
    }
  }
  const announce = () => listeners.forEach((listener) => listener());
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  window.addEventListener("storage", (event) => {
    if (event.key !== key) return;
    value = read();
    announce();
  });

  return {
    get: () => value,
    set: (next: T): void => {
      value = next;
      try {
        storage.setItem(key, JSON.stringify(next));
      } catch {
        // A full or forbidden storage costs the memory, not the work.
      }
      announce();
    },
    use: () => useSyncExternalStore(subscribe, () => value),
  };
}
