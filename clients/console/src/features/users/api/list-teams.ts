import { useQuery } from "@tanstack/react-query";
import { api } from "@/lib/api";

export interface Team {
  id: string;
  name: string;
  userIds?: string[];
}

export function useTeams() {
  return useQuery({
    queryKey: ["teams"],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: Team[] }>("/v1/teams", undefined, { signal })).items,
    staleTime: 5 * 60_000,
  });
}
