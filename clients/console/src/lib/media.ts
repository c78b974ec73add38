import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

export const useIsPhone = () => useMedia("(max-width: 720px)");
/** Room for a third column beside list and conversation. */
export const useIsWide = () => useMedia("(min-width: 1180px)");
