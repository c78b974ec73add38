/** Small things a browser remembers for one person: what was seen, what is half-written, what was switched off. */
import { local } from "@chorus/wire";
import { useSyncExternalStore } from "react";

export function createStored<T>(key: string, initial: T) {
  const listeners = new Set<() => void>();
  let value = read();

  function read(): T {
    try {
      const text = local.get(key);
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
      local.set(key, JSON.stringify(next));
      announce();
    },
    use: () => useSyncExternalStore(subscribe, () => value),
  };
}
