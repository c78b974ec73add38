import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { useMe } from "@/lib/session";
import { createLive, type Connection, type Live } from "./live";
import type { Listener } from "./apply";

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { id } = useMe();
  const [live] = useState(() => createLive(client, id));
  useEffect(() => {
    live.start();
    window.addEventListener("pagehide", live.closings.flush);
    return () => {
      window.removeEventListener("pagehide", live.closings.flush);
      live.close();
    };
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = use(LiveContext);
  if (!live) throw new Error("useLive outside of LiveProvider");
  return live;
}

/** null on a page without a socket. */
export const useLiveIfAny = (): Live | null => use(LiveContext);

export function useConnection(): Connection {
  const live = useLive();
  return useSyncExternalStore(live.subscribeConnection, live.connection);
}

/** Conversations that are being closed and can still be kept open. */
export function useClosings(): readonly string[] {
  const { closings } = useLive();
  return useSyncExternalStore(closings.subscribe, closings.ids);
}

/** Events as they are applied, each once: for sounds and notices, never for state. */
export function useEvents(listener: Listener): void {
  const live = useLive();
  useEffect(() => live.onEvent(listener), [live, listener]);
}
