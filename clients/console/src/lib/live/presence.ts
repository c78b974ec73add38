/** Who of the tenant is there. */
import type { FromServer } from "@chorus/wire";
import { useQuery, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import type { Light } from "@/lib/types";
import { keys } from "./keys";

export interface PresenceRow {
  userId: string;
  status: Light;
  isConnected: boolean;
}
export interface PresenceAnswer {
  items: PresenceRow[];
  /** The presence service lost its memory: take it with a grain of salt. */
  isApproximate: boolean;
}

type PresenceFrame = Extract<FromServer, { type: "presence" }>;

export function notePresence(client: QueryClient, frame: PresenceFrame): void {
  // One user, or all who came or went in the same moment.
  const userIds = new Set(frame.userIds ?? (frame.userId ? [frame.userId] : []));
  if (userIds.size === 0) return;
  const status: Light = frame.status === "online" ? "available" : frame.status;
  client.setQueryData<PresenceAnswer>(keys.presence, (known) => {
    if (!known) return known;
    const rows = [...userIds].map((userId) => ({ userId, status, isConnected: status !== "offline" }));
    return {
      items: [...known.items.filter((one) => !userIds.has(one.userId)), ...rows],
      isApproximate: frame.approximate ?? false,
    };
  });
}

export function usePresence() {
  return useQuery({
    queryKey: keys.presence,
    queryFn: ({ signal }) => api.get<PresenceAnswer>("/v1/presence", undefined, { signal }),
    refetchInterval: 60_000,
  });
}

export function useLightOf(): (userId: string) => Light {
  const { data } = usePresence();
  return (userId) => data?.items.find((row) => row.userId === userId)?.status ?? "offline";
}
