/** Who of the tenant is there. */
import type { FromServer, PresenceStatus, Schemas } from "@chorus/wire";
import { useQuery, type QueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api";
import { keys } from "./keys";

type PresenceList = Schemas["PresenceList"];
type PresenceFrame = Extract<FromServer, { type: "presence" }>;

export function notePresence(client: QueryClient, frame: PresenceFrame): void {
  // One user, or all who came or went in the same moment.
  const userIds = new Set(frame.userIds ?? (frame.userId ? [frame.userId] : []));
  if (userIds.size === 0) return;
  const status: PresenceStatus = frame.status === "online" ? "available" : frame.status;
  client.setQueryData<PresenceList>(keys.presence, (known) => {
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
    queryFn: ({ signal }) => api.get("/v1/presence", { signal }),
    refetchInterval: 60_000,
  });
}

export function usePresenceOf(): (userId: string) => PresenceStatus {
  const { data } = usePresence();
  return (userId) => data?.items.find((row) => row.userId === userId)?.status ?? "offline";
}
